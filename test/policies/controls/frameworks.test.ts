import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../../policies/catalogue.ts";
import { controlsOf, FRAMEWORKS } from "../../../policies/controls/frameworks.ts";
import { CHECK_NAMES } from "../../../scripts/compare/checks.ts";

/** The shape of a control's id in each framework and version. */
const ID: Readonly<Record<string, RegExp>> = {
  "NIST CSF 2.0": /^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/,
  "OWASP NHI Top 10 2025": /^NHI([1-9]|10):2025$/,
  "NIST AI RMF 1.0": /^(GOVERN|MAP|MEASURE|MANAGE) [1-6]\.[1-9]\d?$/,
  "NIST SP 800-53 5": /^(AC|AU|CA|CM|IA|PS)-\d{1,2}(\(\d{1,2}\))?$/,
  "CIS AWS Foundations 7.0": /^2\.\d{1,2}$/,
  "AWS FSBP 1.0.0": /^IAM\.([1-8]|21)$/,
  "ISO/IEC 27001 2022": /^[5-8]\.\d{1,2}$/,
  "SOC 2 2017 (2022)": /^CC[1-9]\.\d$/,
  "PCI DSS 4.0.1": /^\d{1,2}(\.\d{1,2}){2,3}$/,
};

/** Checks that prove no control, each with the reason. */
const PROVES_NOTHING: Readonly<Record<string, string>> = {};

const NAMES = new Set([...CATALOGUE.map(({ name }) => name), ...CHECK_NAMES]);

describe("policies/controls/frameworks", () => {
  it("knows each framework in one version, in which its ids have one shape", () => {
    expect(FRAMEWORKS.map(({ name, version }) => `${name} ${version}`).sort()).toEqual(Object.keys(ID).sort());
  });

  describe.each(FRAMEWORKS)("$name $version", ({ name, version, url, controls }) => {
    it("quotes ids of its version only, each once", () => {
      const ids = controls.map(({ id }) => id);
      expect(ids.filter((id) => !ID[`${name} ${version}`]!.test(id))).toEqual([]);
      expect(ids).toEqual([...new Set(ids)]);
    });

    it("gives every control a title, and links to its source", () => {
      for (const { title } of controls) expect(title).toMatch(/^[A-Z][^\n]*[^.\n]$/);
      expect(new URL(url).protocol).toBe("https:");
    });

    it("says of every control that nothing proves why nothing does, and of no other that it is whole when it is not", () => {
      expect(controls.filter(({ provenBy, gap }) => provenBy.length === 0 && gap === undefined).map(({ id }) => id)).toEqual([]);
      for (const { gap } of controls) if (gap !== undefined) expect(gap).toMatch(/^[A-Z][^\n]*\.$|\)\.$/);
    });

    it("is proven by rules and checks that exist, each named once for a control", () => {
      for (const { id, provenBy } of controls) {
        expect(
          provenBy.filter((proof) => !NAMES.has(proof)),
          id,
        ).toEqual([]);
        expect(provenBy, id).toEqual([...new Set(provenBy)]);
      }
    });
  });

  it("lists all ten of OWASP, those too that nothing proves yet", () => {
    const owasp = FRAMEWORKS.find(({ name }) => name === "OWASP NHI Top 10")!;
    expect(owasp.controls.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => `NHI${index + 1}:2025`));
  });

  it("finds something that every check proves, or there is a reason why not", () => {
    expect(CHECK_NAMES.filter((name) => controlsOf(name).length === 0 && PROVES_NOTHING[name] === undefined)).toEqual([]);
  });

  describe("controlsOf", () => {
    it("names framework, version and id of everything that a name proves, in the order of the frameworks", () => {
      expect(controlsOf("trust-only-exact-github")).toEqual([
        "NIST CSF 2.0 PR.AA-03",
        "NIST CSF 2.0 PR.AA-04",
        "OWASP NHI Top 10 2025 NHI6:2025",
        "NIST SP 800-53 5 IA-9",
        "ISO/IEC 27001 2022 8.5",
      ]);
    });

    it("names nothing for a name that is none", () => {
      expect(controlsOf("trust")).toEqual([]);
    });
  });
});
