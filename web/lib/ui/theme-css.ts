import { themes, type Theme, type Tokens } from '#geodata/style/tokens.ts';

const property = (token: string) => `--${token.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A token of the current theme as a CSS value. */
export const colour = (token: keyof Tokens) => `var(${property(token)})`;

const propertiesOf = (theme: Theme) =>
  Object.entries(themes[theme])
    .map(([token, value]) => `${property(token)}:${value}`)
    .join(';');

/** Every token as a CSS custom property: the system's theme decides until the visitor has chosen. */
export const themeCss =
  `:root{${propertiesOf('light')};color-scheme:light}` +
  `:root[data-theme=dark]{${propertiesOf('dark')};color-scheme:dark}` +
  `@media (prefers-color-scheme:dark){:root[data-theme=system]{${propertiesOf('dark')};color-scheme:dark}}`;
