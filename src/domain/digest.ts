/** 64 bits of a text as 16 hex digits (two FNV-1a walks with different offsets). Tells plans apart; proves nothing to an adversary. */
export function digest(text: string): string {
  let left = 0x811c9dc5;
  let right = 0x01000193;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    left = Math.imul(left ^ unit, 0x01000193);
    right = Math.imul(right ^ unit, 0x85ebca6b) ^ (right >>> 13);
  }
  return (left >>> 0).toString(16).padStart(8, '0') + (right >>> 0).toString(16).padStart(8, '0');
}
