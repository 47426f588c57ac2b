"""Makes the files that a reply shows: charts as pictures, tables as workbooks.

What draws and writes them is heavy, so it is imported when the first paper is made, never by a start.
"""
