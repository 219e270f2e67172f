/** `fields=members.id,total_items` and `exclude_fields`: dotted paths, through arrays. Source: Marketing API, "Fundamentals", partial responses. */
export function project(body: unknown, fields: string | undefined, excluded: string | undefined): unknown {
  const kept = fields === undefined || fields === '' ? body : keep(body, tree(fields));
  return excluded === undefined || excluded === '' ? kept : drop(kept, tree(excluded));
}

/** A path's parts as nested maps; an empty map is the end of a path: all below it. */
type Tree = Map<string, Tree>;

function tree(paths: string): Tree {
  const root: Tree = new Map();
  for (const path of paths.split(',')) {
    let at = root;
    for (const part of path.trim().split('.')) {
      const next = at.get(part) ?? new Map();
      at.set(part, next);
      at = next;
    }
  }
  return root;
}

function keep(value: unknown, wanted: Tree): unknown {
  if (wanted.size === 0) return value;
  if (Array.isArray(value)) return value.map((one) => keep(one, wanted));
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, below] of wanted) if (name in value) kept[name] = keep(value[name as keyof typeof value], below);
  return kept;
}

function drop(value: unknown, unwanted: Tree): unknown {
  if (Array.isArray(value)) return value.map((one) => drop(one, unwanted));
  if (typeof value !== 'object' || value === null) return value;
  const left: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    const below = unwanted.get(name);
    if (below === undefined) left[name] = part;
    else if (below.size > 0) left[name] = drop(part, below);
  }
  return left;
}
