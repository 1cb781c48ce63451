'use strict'
// Everything that listens in this process listens on 127.0.0.1 alone: the test
// network binds to all interfaces otherwise. A second look at a port that is
// taken is left to the caller.
const net = require('node:net')
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  const first = args[0]
  if (first !== null && typeof first === 'object') {
    if (first.path === undefined && first.fd === undefined) {
      args[0] = { ...first, host: '127.0.0.1' }
    }
  } else if (typeof first === 'number' || typeof first === 'string') {
    const rest = args.slice(1).filter((a) => typeof a !== 'string')
    args = [first, '127.0.0.1', ...rest]
  } else {
    args = [0, '127.0.0.1', ...args]
  }
  return listen.apply(this, args)
}
