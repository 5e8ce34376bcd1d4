import { usualLayers, type App } from '$lib/app.svelte.ts';
import { formatAddress, parseAddress } from '$lib/map/address.ts';

/** The hash that leads back to what is shown. Layers are named when they are not the usual ones. */
export function addressOf(app: App): string {
  const { view, visible, selection } = app.map;
  const usual = visible.size === usualLayers.length && usualLayers.every((id) => visible.has(id));
  return formatAddress({
    ...view,
    layers: usual ? undefined : [...visible].sort(),
    selection: selection ?? undefined,
    asOf: app.map.asOf ?? undefined,
    fields: app.fields
  });
}

/** Goes where a link leads. An address without a view leaves the map where it is. */
export function followAddress(app: App, hash: string): void {
  if (hash === addressOf(app)) return;
  const address = parseAddress(hash);
  app.fields.clear();
  for (const [name, value] of address.fields ?? []) app.fields.set(name, value);
  app.map.follow(address);
}
