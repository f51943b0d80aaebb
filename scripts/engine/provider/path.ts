/**
 * Pulumi's property paths: `tags.owner`, `tags["managed-by"]`, `groups[0]`
 * (sdk/go/common/resource/property_path.go of pulumi/pulumi).
 */

/** The path of a member of a property. */
export function memberPath(property: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${property}.${key}` : `${property}[${JSON.stringify(key)}]`;
}

/** True when one of `patterns` names the path or something that holds it; `*` stands for any one step. */
export function isCovered(path: string, patterns: readonly string[]): boolean {
  const steps = stepsOf(path);
  return patterns.some((pattern) => {
    const wanted = stepsOf(pattern);
    return wanted.length <= steps.length && wanted.every((step, index) => step === "*" || step === steps[index]);
  });
}

function stepsOf(path: string): readonly string[] {
  const steps = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g);
  return [...steps].map(([, quoted, index, plain]) => (quoted === undefined ? (index ?? plain)! : quoted.replace(/\\(.)/g, "$1")));
}
