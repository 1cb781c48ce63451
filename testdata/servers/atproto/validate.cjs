'use strict'
// Holds JSON to the lexicons that come with @atproto/api. Each line of standard
// input is {"what": name, "kind": "output" | "input" | "record", "nsid": ..., "body":
// ...}; each is answered by one line: {"what": ..., "error": "" or why not}.
const { createRequire } = require('node:module')
const path = require('node:path')
const readline = require('node:readline')

const load = createRequire(path.join(process.env.EARSHOT_ATPROTO, 'package.json'))
const { lexicons } = load('@atproto/api')
const { jsonToLex } = load('@atproto/lexicon')

const hold = {
  output: (nsid, body) => lexicons.assertValidXrpcOutput(nsid, body),
  input: (nsid, body) => lexicons.assertValidXrpcInput(nsid, body),
  params: (nsid, body) => lexicons.assertValidXrpcParams(nsid, body),
  record: (nsid, body) => lexicons.assertValidRecord(nsid, body),
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { what, kind, nsid, body } = JSON.parse(line)
  let error = ''
  try {
    hold[kind](nsid, jsonToLex(body))
  } catch (err) {
    error = String(err.message || err)
  }
  process.stdout.write(JSON.stringify({ what, error }) + '\n')
})
