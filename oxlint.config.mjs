import { boundaries } from './scripts/lint/rooms.mjs';

/** The linter's rules. Formatting is oxfmt's, and types are tsc's. */
export default {
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'react', 'jsx-a11y', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['dist', 'public', 'tests/golden', 'src/lattice/kernel/generated', 'src/lattice/kernel/assembly'],
  rules: {
    // What the project's style asks for beyond the categories.
    'typescript/no-explicit-any': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-misused-promises': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/return-await': 'error',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    'typescript/no-import-type-side-effects': 'error',
    'typescript/no-namespace': 'error',
    'typescript/no-require-imports': 'error',
    'typescript/no-deprecated': 'error',
    'typescript/prefer-readonly': 'error',
    'typescript/array-type': ['error', { default: 'array' }],
    'typescript/ban-ts-comment': 'error',
    'import/no-cycle': ['error', { ignoreTypes: true }],
    'import/no-default-export': 'error',
    'import/first': 'error',
    'import/no-duplicates': 'error',
    'import/no-mutable-exports': 'error',
    'import/no-commonjs': 'error',
    'max-lines': ['error', { max: 400 }],
    'max-depth': ['error', 4],
    eqeqeq: 'error',
    'prefer-const': 'error',
    'no-var': 'error',
    'no-else-return': 'error',
    'no-lonely-if': 'error',
    'no-param-reassign': 'error',
    'no-nested-ternary': 'error',
    'no-fallthrough': 'error',
    'no-promise-executor-return': 'error',
    'no-loop-func': 'error',
    'no-new-func': 'error',
    'no-useless-return': 'error',
    'no-warning-comments': 'error',
    'default-case-last': 'error',
    'object-shorthand': 'error',
    'prefer-template': 'error',
    'prefer-rest-params': 'error',
    'prefer-spread': 'error',
    'unicorn/prefer-node-protocol': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/no-useless-undefined': 'error',
    'unicorn/throw-new-error': 'error',
    'unicorn/no-abusive-eslint-disable': 'error',
    'vitest/no-identical-title': 'error',

    // Steps of a training loop wait for one another: that is what they are.
    'no-await-in-loop': 'off',
    // A private method's neighbour is a fine place for its helper.
    'unicorn/consistent-function-scoping': 'off',
    // Preact has no React to be in scope, and its compiler needs no memo.
    'react/react-in-jsx-scope': 'off',
    // A signal is written by assignment, which the rule takes for a change of render's own values.
    'react/immutability': 'off',
    // What a database gives is not always what its types say.
    'typescript/no-unnecessary-type-conversion': 'off',
    // Styles and test set-up are imported for their effect.
    'import/no-unassigned-import': 'off',
    // `fc.integer()` reads better than a list of names.
    'import/no-named-as-default-member': 'off',
  },
  overrides: [
    ...boundaries,
    // Borders, where bytes and foreign text become the project's types, and brands are made.
    {
      files: ['src/protocol/**', 'src/data/private-text.ts', 'src/lattice/wasm-kernel.ts', '**/*.test.ts', 'tests/**'],
      rules: { 'typescript/no-unsafe-type-assertion': 'off' },
    },
    { files: ['*.config.{ts,mjs}'], rules: { 'import/no-default-export': 'off' } },
  ],
};
