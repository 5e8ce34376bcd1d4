import encode from 'qr';

/** A QR code as one path in a box of `size` × `size` modules, the quiet zone of two included; drawn here, asked of nobody. */
export function qrPath(text: string): { size: number; path: string } {
  const modules = encode(text, 'raw', { border: 2 });
  const path = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size: modules.length, path };
}
