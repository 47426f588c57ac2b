# make setup · run · test · bench · bench-soak · long · demo-telegram · drill-….  Everything runs in .venv, filled from requirements*.txt.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
SHARED := ../shared/data/xquad.vi.json

.PHONY: setup run test check bench long demo-telegram drill-kill drill-reports drill-zalo drill-stop drill-torn drill-fuzz drill-numbers drill-reminders drill-broadcast bench-soak
.DEFAULT_GOAL := setup

setup: $(READY)
	@:

run: $(READY)
	@$(BIN)/kehoach run

test: check
	$(BIN)/pytest

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

long: $(READY)
	KEHOACH_LONG=1 $(BIN)/pytest

demo-telegram: $(READY)
	@$(BIN)/python -m tests.servers.demo_telegram

drill-kill: $(READY)
	$(BIN)/python -m tests.drills.kill --kills 1000 --messages 20000

drill-reports: $(READY)
	$(BIN)/python -m tests.drills.kill --reports --kills 1000 --messages 20000

drill-zalo: $(READY)
	$(BIN)/python -m tests.drills.kill --channel zalo_bot --kills 300 --messages 6000
	$(BIN)/python -m tests.drills.kill --channel zalo_oa --kills 300 --messages 6000

drill-torn: $(READY)
	$(BIN)/python -m tests.drills.torn --replays 1000

drill-fuzz: $(READY)
	$(BIN)/python -m tests.quality.fuzz --count 1000000

drill-numbers: $(READY)
	$(BIN)/python -m tests.quality.fuzz_numbers --count 1000000

drill-reminders: $(READY)
	$(BIN)/python -m tests.drills.reminders

drill-broadcast: $(READY)
	$(BIN)/python -m tests.drills.broadcast --people 1000 --kills 100
	$(BIN)/python -m tests.drills.broadcast --people 1000 --kills 0 --failing 0 --rate 30

drill-stop: $(READY)
	$(BIN)/python -m tests.drills.stop --stops 200

bench: $(READY)
	@mkdir -p bench/results
	@if [ -f $(SHARED) ]; then $(BIN)/python -m bench.retrieval --xquad $(SHARED) --peers --json bench/results/retrieval.json; \
	 else echo "Bỏ qua bench/retrieval: không có $(SHARED)."; fi
	@for name in judged question search segment start commit sending turns ledger tick; do \
	   echo "== bench/$$name"; $(BIN)/python -m bench.$$name --json bench/results/$$name.json || echo "!! bench/$$name: xem trên"; done

bench-soak: $(READY)
	$(BIN)/python -m bench.soak --messages 200000 --json bench/results/soak.json

$(READY): requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Cần Python 3.11 trở lên (lệnh $(PYTHON)). Trên Debian: apt-get install python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Thiếu mô-đun venv. Trên Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@echo "Đang cài các gói vào .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@# The folder itself on the path: an import hook would cost every start of the command a few milliseconds.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	   --config-settings editable_mode=compat --editable .
	@$(BIN)/python -m compileall -q bot corpus handlers index store
	@touch $@
