import type { Figures } from "./figures/figures.ts";
import { columns } from "./record-rows.ts";

/** The report in short, for a terminal: what is not known, how the process stands, and how much there is of what. */
export function reportText({ asOf, status, incomplete, risk, inventory, findings, exceptions, ends, recertification }: Figures): string {
  const open = Object.entries(findings.severities).filter(([, count]) => count > 0);
  return [
    `Report of ${asOf}: ${status}`,
    ...(incomplete.length > 0 ? ["", "Not known:", ...incomplete.map(({ stack, says }) => `  ${stack} ${says}`)] : []),
    "",
    "Risk:",
    ...columns(risk.map(({ state, says }) => [`  ${state}`, says])),
    "",
    ...columns([
      ["records", `${inventory.records.total}, of them ${inventory.records.ended} past their end`],
      ["end soon", `${ends.weeks.slice(0, 5).reduce((sum, { records }) => sum + records, 0)} records within five weeks`],
      ["findings", open.length > 0 ? open.map(([severity, count]) => `${count} ${severity}`).join(", ") : "none is open"],
      ["exceptions", String(exceptions.length)],
      ["reviews", recertification.says],
    ]),
  ].join("\n");
}
