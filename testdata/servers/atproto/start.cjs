'use strict'
// Starts the AT Protocol test network and prints one line of JSON once it stands.
// What to start stands in EARSHOT_NETWORK: ports {pds, bsky, plc, ozone}, dir (a
// folder for all files), and postgres {initdb, server, uid, gid, port} and redis
// {server, port}; without these two only a personal data server and the directory
// stand there, with the rate limits of a real one.
//
// Standard input takes a command a line: "down" closes the personal data server's
// door (connections are cut, the port refuses), "up" opens it again with everything
// still there. Each is answered by one line. The end of standard input ends
// everything that was started here, however the test came to its end.
const { spawn, spawnSync } = require('node:child_process')
const { createRequire } = require('node:module')
const net = require('node:net')
const path = require('node:path')
const readline = require('node:readline')

const load = createRequire(path.join(process.env.EARSHOT_ATPROTO, 'package.json'))
const { TestNetwork, TestNetworkNoAppView } = load('@atproto/dev-env')

const children = []
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

function start(file, args, options = {}) {
  const child = spawn(file, args, { stdio: 'ignore', ...options })
  child.on('exit', (code) => {
    console.error(`${file} ended with ${code}`)
    process.exit(1)
  })
  children.push(child)
}

// answers waits until something listens on a port of this machine.
async function answers(port) {
  for (let i = 0; i < 600; i++) {
    const open = await new Promise((resolve) => {
      const line = net.connect(port, '127.0.0.1', () => resolve(true))
      line.on('error', () => resolve(false))
      line.on('connect', () => line.destroy())
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`nothing listens on port ${port}`)
}

async function databases({ postgres, redis, dir }) {
  start(redis.server, ['--port', redis.port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir])
  const who = { uid: postgres.uid, gid: postgres.gid, cwd: dir }
  const data = path.join(dir, 'postgres')
  const made = spawnSync(postgres.initdb, ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'], who)
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  start(postgres.server, ['-D', data, '-p', postgres.port, '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${data}`, '-c', 'fsync=off'], who)
  process.env.REDIS_HOST = `127.0.0.1:${redis.port}`
  process.env.DB_POSTGRES_URL = `postgresql://postgres@127.0.0.1:${postgres.port}/postgres`
  process.env.DB_POSTGRES_SCHEMA = 'earshot'
  await Promise.all([answers(redis.port), answers(postgres.port)])
}

async function create(plan) {
  const pds = { port: plan.ports.pds, hostname: 'localhost' }
  const plc = { port: plan.ports.plc }
  if (!plan.postgres) {
    return TestNetworkNoAppView.create({ pds: { ...pds, rateLimitsEnabled: true }, plc })
  }
  await databases(plan)
  // Postgres accepts connections a moment before it takes questions.
  for (let tries = 0; ; tries++) {
    try {
      const { Client } = load('pg')
      const client = new Client({ connectionString: process.env.DB_POSTGRES_URL })
      await client.connect()
      await client.end()
      break
    } catch (err) {
      if (tries === 100) throw err
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const url = `http://localhost:${plan.ports.bsky}`
  return TestNetwork.create({
    pds, plc,
    bsky: { port: plan.ports.bsky, dbPostgresSchema: 'earshot', publicUrl: url },
    ozone: { port: plan.ports.ozone },
  })
}

async function main() {
  const plan = JSON.parse(process.env.EARSHOT_NETWORK)
  const network = await create(plan)
  const door = network.pds.server.server
  const say = (word) => process.stdout.write(JSON.stringify(word) + '\n')
  const lines = readline.createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    switch (line.trim()) {
      case 'down':
        door.close() // what was upgraded to a stream stays
        door.closeAllConnections()
        say({ state: 'down' })
        break
      case 'up':
        door.listen(plan.ports.pds, () => say({ state: 'up' }))
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
