import type { Lang } from '$lib/words/index.ts';
import type { Theme } from '#geodata/style/tokens.ts';

declare global {
  namespace App {
    interface Locals {
      lang: Lang;
      /** What the visitor chose; null follows the system. */
      theme: Theme | null;
    }
    interface PageData {
      lang: Lang;
      theme: Theme | null;
    }
    interface Error {
      message: string;
    }
  }
}
