# The front door for people who work on polytape. 'make' alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help build test fmt check demo start stop status bench clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

build: ## builds the program without running tests
	mvn -B -DskipTests package

test: ## builds, checks and tests everything, as CI does
	mvn -B verify

fmt: ## formats every Java source
	scripts/format

check: ## looks whether this machine's configuration can work
	scripts/check-setup

demo: ## starts everything against a simulated Polymarket
	./start.sh --demo

start: ## starts everything
	./start.sh

status: ## lists the processes
	./start.sh --status

stop: ## stops everything
	./stop.sh

bench: ## fills per second through the whole pipeline
	scripts/bench

clean: ## removes what was built; data and logs stay
	mvn -q -B clean
