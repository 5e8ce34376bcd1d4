import { z } from 'zod';
import { roles } from '#geodata/access/roles.ts';

/** Who a demo visitor wishes to be. Scope entries are code prefixes, or `*` for the whole site. */
export const DemoSession = z.object({
  role: z.enum(roles),
  scope: z.array(z.string().regex(/^(\*|\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/, 'a division prefix or *')).max(20)
});
export type DemoSession = z.infer<typeof DemoSession>;
