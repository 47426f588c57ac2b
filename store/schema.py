"""The number of migrations that this program knows, kept in the file beside the data so that a start can compare them."""

VERSION = 5
