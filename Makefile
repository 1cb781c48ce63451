.PHONY: build test race check long bench train eval docs shots fmt demo

build: ## the program, in bin/
	go build -trimpath -o bin/earshot ./cmd/earshot

test: ## what the README says
	go test ./...

race: ## with the race detector
	go test -race ./...

check: ## all that continuous integration runs
	.ci/run

long: ## the same with all counts and fuzzing
	.ci/run long

# Larger, and kept between runs: make bench BENCH='--sizes 1M,5M --keep DIR'
bench: ## every figure of speed and size, as one table
	go run ./cmd/earshot-bench $(BENCH)

# DIR has the public sets that models are made from; see scoring/MODELS.md.
train: ## make all models anew: make train DATA=DIR
	go run ./cmd/earshot-train --data '$(DATA)' $(TRAIN)

eval: ## how well the embedded models do: make eval DATA=DIR
	go run ./cmd/earshot-train --eval --data '$(DATA)' $(TRAIN)

docs: ## what is generated: KEYS.md
	go run ./cmd/earshot keys --markdown > KEYS.md

# What the pictures show being done: the second mention was answered; an answer is
# being written in the thread; a search that is being typed.
answer := Kashnik parts stay in stock for ten years. That is a promise we put in writing
keys := j,r,$(answer): https://zernolla.example/parts,enter,enter,Which part do you need? I will look it up for you.

shots: ## the pictures of the README
	go run ./cmd/earshot-shot --out screen.svg --keys '$(keys)'
	go run ./cmd/earshot-shot --out screen-thread.svg --rows 34 --keys 'j,enter,r,$(answer).'
	go run ./cmd/earshot-shot --out screen-search.svg --rows 34 --keys '/,sent:neg net:'

fmt:
	gofumpt -w cmd connectors scoring store ui

demo: ## try it
	go run ./cmd/earshot demo
