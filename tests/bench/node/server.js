// The question of tests/bench/peer_*.sql as a service written by hand, as is usual: a pool, a route, rows to JSON.
//   node server.js PORT DIRECTORY_OF_THE_SOCKET DATABASE
'use strict'

const fastify = require('fastify')({ logger: false })
const { Pool } = require('pg')

const [port, host, database] = process.argv.slice(2)
const pool = new Pool({ host, database, user: 'postgres', max: 8 })

const figure = {
  type: 'object',
  properties: {
    wave: { type: 'string' }, item: { type: 'string' }, n: { type: 'integer' }, mean: { type: 'number' }, share: { type: 'number' },
    level_1: { type: 'integer' }, level_2: { type: 'integer' }, level_3: { type: 'integer' }, level_4: { type: 'integer' }
  }
}
const schema = { response: { 200: { type: 'object', properties: { data: { type: 'array', items: figure } } } } }

// Cells are added up here: a row a wave, component and level comes in.
const cells = {
  name: 'cells',
  text: `select w.wave, k.code as item, c.level, c.n::int as n
         from bench.peer_cell c join continuum.wave w using (wave_id) join bench.component k using (item)
         where c.stratum_id = 0 order by w.wave, k.code, c.level`
}

fastify.get('/cells', { schema }, async () => {
  const { rows } = await pool.query(cells)
  const figures = new Map()
  for (const { wave, item, level, n } of rows) {
    const place = `${wave} ${item}`
    let f = figures.get(place)
    if (!f) figures.set(place, f = { wave, item, n: 0, mean: 0, share: 0, level_1: 0, level_2: 0, level_3: 0, level_4: 0 })
    f[`level_${level}`] = n
    f.n += n
    f.mean += n * level
    if (level >= 3) f.share += n
  }
  for (const f of figures.values()) {
    f.mean /= f.n
    f.share = 100 * f.share / f.n
  }
  return { data: [...figures.values()] }
})

const rows = {
  name: 'rows',
  text: `select w.wave, k.code as item, count(*)::int as n, avg(l.level)::float8 as mean,
                100.0::float8 * count(*) filter (where l.level >= 3) / count(*) as share,
                (count(*) filter (where l.level = 1))::int as level_1, (count(*) filter (where l.level = 2))::int as level_2,
                (count(*) filter (where l.level = 3))::int as level_3, (count(*) filter (where l.level = 4))::int as level_4
         from bench.level l join continuum.wave w using (wave_id) join bench.component k using (item)
         group by w.wave, k.code order by w.wave, k.code`
}

fastify.get('/rows', { schema }, async () => ({ data: (await pool.query(rows)).rows }))

fastify.listen({ port: Number(port), host: '127.0.0.1' })
