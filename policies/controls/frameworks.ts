import { awsFsbp } from "./aws-fsbp.ts";
import { cisAws } from "./cis-aws.ts";
import type { Framework } from "./control.ts";
import { iso27001 } from "./iso-27001.ts";
import { nist80053 } from "./nist-800-53.ts";
import { nistAiRmf } from "./nist-ai-rmf.ts";
import { nistCsf } from "./nist-csf.ts";
import { owaspNhi } from "./owasp-nhi.ts";
import { pciDss } from "./pci-dss.ts";
import { soc2 } from "./soc-2.ts";

/** Every framework that rules and checks are mapped to. */
export const FRAMEWORKS: readonly Framework[] = [nistCsf, owaspNhi, nistAiRmf, nist80053, cisAws, awsFsbp, iso27001, soc2, pciDss];

/** The controls that a rule or check proves, as `NIST CSF 2.0 PR.AA-05`. */
export function controlsOf(name: string): readonly string[] {
  return FRAMEWORKS.flatMap((framework) =>
    framework.controls
      .filter((control) => control.provenBy.includes(name))
      .map((control) => `${framework.name} ${framework.version} ${control.id}`),
  );
}
