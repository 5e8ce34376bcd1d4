import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const words = {
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-fallthrough': 'error',
  'no-empty': ['error', { allowEmptyCatch: false }],
  'no-console': 'error',
  'no-restricted-syntax': [
    'error',
    { selector: 'ThrowStatement > Literal', message: 'Throw an Error: a string has no stack.' },
    { selector: 'ExportDefaultDeclaration > Identifier', message: 'Name what is exported where it is declared.' }
  ]
};

const types = {
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }
  ],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
  '@typescript-eslint/require-await': 'off',
  // Our objects are closures; nothing of ours is called with another `this`.
  '@typescript-eslint/unbound-method': 'off',
  '@typescript-eslint/only-throw-error': 'error',
  // Values of unknown shape come from files and are shown as they are.
  '@typescript-eslint/no-base-to-string': 'off'
};

const typed = { parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` } };

export default defineConfig(
  { ignores: ['build/', '.svelte-kit/', '.data/', 'node_modules/'] },
  { languageOptions: { globals: { ...globals.node } }, rules: words },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: typed,
    rules: types
  },
  {
    files: ['web/**/*.svelte', 'web/**/*.svelte.ts'],
    extends: [ts.configs.recommended, svelte.configs.recommended],
    rules: {
      '@typescript-eslint/no-unused-vars': types['@typescript-eslint/no-unused-vars'],
      // The plugin's own rule knows props.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // The site is never served below a base path.
      'svelte/no-navigation-without-resolve': 'off',
      // Sets and maps that nothing on screen depends on stay plain.
      'svelte/prefer-svelte-reactivity': 'off'
    },
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] }
    }
  },
  {
    // A route is declared with route(), which makes it say who may use it; nothing else is mounted.
    files: ['server/**/*.ts'],
    ignores: ['server/http/**', 'server/app.ts', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'express', allowTypeImports: true, message: 'Declare routes with route() of server/http/route.ts.' }
          ]
        }
      ]
    }
  },
  { files: ['web/**'], languageOptions: { globals: globals.browser } },
  // A catalogue is as long as its words.
  { files: ['web/lib/**/words.ts'], rules: { 'max-lines': 'off' } },
  // A command talks to the terminal; a configuration is one default export; a test may be as long as its subject.
  // … and so does the pages' server, which has no logger of its own.
  { files: ['scripts/**', 'tests/bench/**', 'web/hooks.server.ts'], rules: { 'no-console': 'off' } },
  { files: ['.config/**', '*.config.js'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.test.ts', 'tests/**'],
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off'
    }
  }
);
