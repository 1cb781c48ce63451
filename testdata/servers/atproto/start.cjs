'use strict'
// Starts the AT Protocol test network and prints one line of JSON once it
// stands. It takes its ports from EARSHOT_PORTS ({pds, bsky, plc, ozone}; with
// "appview": false only pds and plc, with the rate limits of a real server).
//
// Standard input takes a command a line: "down" closes the personal data
// server's door (connections are cut, the port refuses), "up" opens it again
// with everything still there. Each is answered by one line. The end of
// standard input ends the network, however the test came to its end.
const { createRequire } = require('node:module')
const path = require('node:path')
const readline = require('node:readline')

const load = createRequire(path.join(process.env.EARSHOT_ATPROTO, 'package.json'))
const { TestNetwork, TestNetworkNoAppView } = load('@atproto/dev-env')

async function create(ports) {
  const pds = { port: ports.pds, hostname: 'localhost' }
  const plc = { port: ports.plc }
  if (ports.appview === false) {
    return TestNetworkNoAppView.create({ pds: { ...pds, rateLimitsEnabled: true }, plc })
  }
  return TestNetwork.create({
    pds,
    plc,
    bsky: { port: ports.bsky, dbPostgresSchema: process.env.DB_POSTGRES_SCHEMA, publicUrl: `http://localhost:${ports.bsky}` },
    ozone: { port: ports.ozone },
  })
}

async function main() {
  const ports = JSON.parse(process.env.EARSHOT_PORTS)
  const network = await create(ports)
  const door = network.pds.server.server
  const lines = readline.createInterface({ input: process.stdin })
  const say = (word) => process.stdout.write(JSON.stringify(word) + '\n')
  lines.on('line', (line) => {
    switch (line.trim()) {
      case 'down':
        door.close(() => say({ state: 'down' }))
        door.closeAllConnections()
        break
      case 'up':
        door.listen(ports.pds, () => say({ state: 'up' }))
        break
      default:
        say({ state: 'what?' })
    }
  })
  lines.on('close', () => process.exit(0))
  say({ state: 'ready', pds: network.pds.url, plc: network.plc.url })
}

main().catch((err) => {
  console.error(err)
  process.exit(1)
})
