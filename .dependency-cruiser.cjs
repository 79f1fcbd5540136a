/**
 * The house as rules: imports run one way, from the upper floors to the lower ones, and inside the library along the way
 * of the data. See ARCHITECTURE.md.
 */
const floors = [['kernel'], ['plimsoll', 'journal'], ['clearing'], ['lab'], ['server'], ['dashboard', 'cli']]
const rooms = [
  ['error'],
  ['statistics'],
  ['document', 'money'],
  ['instrument', 'sensitivity', 'span', 'strategy', 'tims'],
  ['pricing'],
  ['market'],
  ['scenario'],
  ['valuation'],
  ['requirement'],
  ['collateral', 'specs'],
  ['account'],
  ['explain', 'record'],
]

/** Forbids every level to import from a level above it. Tests of a room may look at it through the rooms above. */
function oneWay(levels, path, name, pathNot = '^$') {
  return levels.slice(0, -1).map((level, row) => ({
    name: `${name}-${level.join('-')}`,
    severity: 'error',
    from: { path: `^${path}(${level.join('|')})/`, pathNot },
    to: {
      path: `^${path}(${levels
        .slice(row + 1)
        .flat()
        .join('|')})/`,
    },
  }))
}

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: { path: '^packages' }, to: { couldNotResolve: true } },
    {
      name: 'library-has-few-dependencies',
      severity: 'error',
      // The pool of threads is a door of its own, for Node.
      from: { path: '^packages/(kernel|plimsoll|clearing|lab)/src', pathNot: '\\.test\\.ts$|/kernel/src/pool/' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional'],
        pathNot: '^packages/|^node_modules/(typebox|@noble/hashes|@noble/curves)/',
      },
    },
    {
      name: 'journal-knows-nothing-of-finance',
      severity: 'error',
      from: { path: '^packages/journal/src' },
      to: { path: '^packages/(?!journal/)' },
    },
    {
      // Its tests may start a whole service.
      name: 'desk-knows-only-the-contract-and-the-library',
      severity: 'error',
      from: { path: '^packages/dashboard/src', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^packages/(kernel|plimsoll|lab|cli|server)/',
        pathNot: '^packages/(server/(src|dist)/contract/|plimsoll/(src|dist)/index\\.)',
      },
    },
    ...oneWay(floors, 'packages/', 'floor'),
    ...oneWay(rooms, 'packages/plimsoll/src/', 'room', '\\.test\\.ts$'),
  ],
  options: {
    // An import by a package's name ends in its build: seen, so that the rules hold for it, but not looked into.
    doNotFollow: { path: 'node_modules|/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
}
