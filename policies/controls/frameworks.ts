import type { Framework } from "./control.ts";
import { nistAiRmf } from "./nist-ai-rmf.ts";
import { nistCsf } from "./nist-csf.ts";
import { owaspNhi } from "./owasp-nhi.ts";

/** Every framework that rules and checks are mapped to. */
export const FRAMEWORKS: readonly Framework[] = [nistCsf, owaspNhi, nistAiRmf];

/** The controls that a rule or check proves, as `NIST CSF 2.0 PR.AA-05`. */
export function controlsOf(name: string): readonly string[] {
  return FRAMEWORKS.flatMap((framework) =>
    framework.controls
      .filter((control) => control.provenBy.includes(name))
      .map((control) => `${framework.name} ${framework.version} ${control.id}`),
  );
}
