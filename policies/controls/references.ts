import type { Control, Framework } from "./control.ts";
import { FRAMEWORKS } from "./frameworks.ts";

/** A control with the framework that it belongs to. */
export type ControlRef = { framework: Framework; control: Control };

/**
 * Ids that people still cite, and what they are today. CSF 1.1 to 2.0 after NIST's own crosswalk
 * (https://csrc.nist.gov/projects/cprt/catalog#/cprt/framework/version/CSF_2_0_0); CIS items by their number in version 3 or 4 and in 5 and 6.
 */
const OLDER: readonly (readonly [cited: string, framework: string, ids: readonly string[]])[] = [
  ["NIST CSF 1.1 PR.AC-1", "NIST CSF", ["PR.AA-01", "PR.AA-05"]],
  ["NIST CSF 1.1 PR.AC-2", "NIST CSF", []],
  ["NIST CSF 1.1 PR.AC-3", "NIST CSF", ["PR.AA-03", "PR.AA-05"]],
  ["NIST CSF 1.1 PR.AC-4", "NIST CSF", ["PR.AA-05"]],
  ["NIST CSF 1.1 PR.AC-7", "NIST CSF", ["PR.AA-03"]],
  ["NIST CSF 1.1 PR.IP-1", "NIST CSF", ["PR.PS-01"]],
  ["NIST CSF 1.1 PR.IP-11", "NIST CSF", ["GV.RR-04"]],
  ["NIST CSF 1.1 ID.AM-6", "NIST CSF", ["GV.RR-02"]],
  ["NIST CSF 1.1 DE.CM-4", "NIST CSF", ["DE.CM-09"]],
  ["NIST CSF 1.1 DE.CM-5", "NIST CSF", ["DE.CM-09"]],
  ["NIST CSF 1.1 DE.CM-7", "NIST CSF", ["DE.CM-09"]],
  ["CIS AWS 3.0 1.4", "CIS AWS Foundations", ["2.4"]],
  ["CIS AWS 3.0 1.10", "CIS AWS Foundations", ["2.10"]],
  ["CIS AWS 3.0 1.12", "CIS AWS Foundations", ["2.11"]],
  ["CIS AWS 3.0 1.14", "CIS AWS Foundations", ["2.12"]],
  ["CIS AWS 3.0 1.15", "CIS AWS Foundations", ["2.13"]],
  ["CIS AWS 3.0 1.16", "CIS AWS Foundations", ["2.14"]],
  ["CIS AWS 5.0 1.3", "CIS AWS Foundations", ["2.4"]],
  ["CIS AWS 5.0 1.9", "CIS AWS Foundations", ["2.10"]],
  ["CIS AWS 5.0 1.11", "CIS AWS Foundations", ["2.11"]],
  ["CIS AWS 5.0 1.13", "CIS AWS Foundations", ["2.12"]],
  ["CIS AWS 5.0 1.14", "CIS AWS Foundations", ["2.13"]],
  ["CIS AWS 5.0 1.15", "CIS AWS Foundations", ["2.14"]],
];

/** Every older id that the map knows, with today's controls; none where today's id is out of scope. */
export const OLDER_REFERENCES: readonly { cited: string; today: readonly ControlRef[] }[] = OLDER.map(([cited, framework, ids]) => ({
  cited,
  today: every().filter((ref) => ref.framework.name === framework && ids.includes(ref.control.id)),
}));

/**
 * The controls that somebody means: today's ids with or without their framework, older ones (`PR.AC-4`, `CIS AWS 3.0 1.14`), other spellings
 * (`NHI-03`, `NHI3`), a whole function (`GOVERN`) or a whole framework (`SOC 2`). Case and blanks do not matter. Nothing where the map knows none.
 */
export function controlsMeant(cited: string): readonly ControlRef[] {
  const wanted = plain(cited);
  const exact = every().filter(({ framework, control }) => namesOf(framework, control.id).includes(wanted));
  if (exact.length > 0) return exact;
  const older = OLDER_REFERENCES.filter((one) => plain(one.cited) === wanted || plain(one.cited.split(" ").at(-1)!) === wanted);
  if (older.length > 0) return [...new Set(older.flatMap(({ today }) => today))];
  return every().filter(({ framework, control }) => {
    const whole = [framework.name, `${framework.name} ${framework.version}`].map(plain);
    return whole.includes(wanted) || plain(control.id.split(/[ .]/)[0]!) === wanted;
  });
}

/** Whether an older id is known although nothing today stands for it here: physical access, for example. */
export function isKnownOlder(cited: string): boolean {
  return OLDER.some(([one]) => plain(one) === plain(cited) || plain(one.split(" ").at(-1)!) === plain(cited));
}

function every(): readonly ControlRef[] {
  return FRAMEWORKS.flatMap((framework) => framework.controls.map((control) => ({ framework, control })));
}

/** Every spelling of a control of today. OWASP's are cited as NHI3, NHI-3, NHI-03 and NHI03:2025. */
function namesOf({ name, version }: Framework, id: string): readonly string[] {
  const nhi = /^NHI(\d+):2025$/.exec(id)?.[1];
  const ids = nhi === undefined ? [id] : [id, `NHI${nhi}`, `NHI0${nhi}`, `NHI0${nhi}:2025`];
  return ids.flatMap((one) => [one, `${name} ${one}`, `${name} ${version} ${one}`]).map(plain);
}

/** Without case, blanks and hyphens between letters and digits. */
function plain(text: string): string {
  return text.toUpperCase().replace(/[\s_]/g, "").replace(/NHI-/g, "NHI");
}
