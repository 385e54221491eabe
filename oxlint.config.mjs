import { boundaries } from './scripts/lint/rooms.mjs';

/** The linter's rules. Formatting is oxfmt's, and types are tsc's. */
export default {
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'react', 'jsx-a11y', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['dist', 'public', 'tests/golden', 'src/**/generated', 'src/**/assembly'],
  rules: {
    // What the project's style asks for beyond the categories.
    'typescript/no-explicit-any': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    // Listeners may be async: a rejection of theirs is reported as unhandled.
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
    'typescript/only-throw-error': 'error',
    // An AbortSignal's reason may be anything.
    'typescript/prefer-promise-reject-errors': ['error', { allowThrowingAny: true, allowThrowingUnknown: true }],
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
    'no-fallthrough': 'error',
    'no-new-func': 'error',
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
    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert', 'assert*'] }],
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'vitest/no-identical-title': 'error',

    // Off, each for its reason. Steps of a training loop wait for one another: that is what they are.
    'no-await-in-loop': 'off',
    // A helper may stand beside its only caller.
    'unicorn/consistent-function-scoping': 'off',
    // `[...list].sort()`, a spread in a `map` and a short list's `includes` are clear, and none of them is hot.
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'unicorn/prefer-set-has': 'off',
    'oxc/no-map-spread': 'off',
    // A spread of a literal groups the lines of a long list.
    'unicorn/no-useless-spread': 'off',
    // `x !== false` also speaks of a browser that lacks what its types promise.
    'typescript/no-unnecessary-boolean-literal-compare': 'off',
    // Of a property over random input, one part may hold only for some.
    'vitest/no-conditional-expect': 'off',
    // tsc checks returns, and knows exhaustive switches.
    'typescript/consistent-return': 'off',
    // What a database gives is not always what its types say.
    'typescript/no-unnecessary-type-conversion': 'off',
    // Methods written as properties of object literals have no `this` to lose.
    'typescript/unbound-method': 'off',
    // A type parameter may stand for a brand.
    'typescript/no-unnecessary-type-parameters': 'off',
    // Workers and ports have no origin to name.
    'unicorn/require-post-message-target-origin': 'off',
    'promise/always-return': 'off',
    // Styles and test set-up are imported for their effect.
    'import/no-unassigned-import': 'off',
    // `fc.integer()` reads better than a list of names.
    'import/no-named-as-default-member': 'off',
    // Preact has no React to be in scope; signals are written by assignment and are no dependencies.
    'react/react-in-jsx-scope': 'off',
    'react/immutability': 'off',
    'react/exhaustive-deps': 'off',
    // Lists that only grow at their end.
    'react/no-array-index-key': 'off',
    // What axe checks in the real page, better: roles, labels (Preact writes `for`), and regions that scroll by key.
    'jsx-a11y/prefer-tag-over-role': 'off',
    'jsx-a11y/label-has-associated-control': 'off',
    'jsx-a11y/no-noninteractive-tabindex': 'off',
    'jsx-a11y/no-noninteractive-element-interactions': 'off',
    // A request of IndexedDB has one listener of each kind, and `with(-1, x)` means the last.
    'unicorn/prefer-add-event-listener': 'off',
    'unicorn/no-confusing-array-with': 'off',
  },
  overrides: [
    ...boundaries,
    // Borders, where bytes and foreign text become the project's types, and brands are made.
    {
      files: [
        'src/protocol/**',
        'src/data/private-text.ts',
        'src/lattice/wasm-kernel.ts',
        'src/engine/simd/machine.ts',
        'src/engine/onnx/graph.ts',
        'src/engine/simd/machine.ts',
        'cli/options.ts',
        'server/files.ts',
        'server/relay.ts',
        '**/*.test.ts',
        'tests/**',
      ],
      rules: { 'typescript/no-unsafe-type-assertion': 'off' },
    },
    // Helpers of tests expect for them.
    { files: ['tests/**/support/**'], rules: { 'vitest/no-standalone-expect': 'off' } },
    { files: ['*.config.{ts,mjs}'], rules: { 'import/no-default-export': 'off' } },
    // A language's words are all that their file has.
    { files: ['src/app/**/words/**/{en,de}.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
};
