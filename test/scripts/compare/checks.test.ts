import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../../policies/catalogue.ts";
import { CHECK_NAMES, CHECKS } from "../../../scripts/compare/checks.ts";
import { RESPONSES } from "../../../scripts/decide/responses.ts";
import { SOURCE_OF } from "../../../scripts/observe/parts.ts";

describe("scripts/compare/checks", () => {
  it("lists the checks of this stage, each name once and sorted", () => {
    expect(CHECK_NAMES).toEqual([
      "agent-undeclared",
      "application-leaver",
      "application-unmanaged",
      "break-glass-used",
      "changed",
      "contract-ended",
      "credential-undeclared",
      "drill-overdue",
      "exception-lapsed",
      "exception-unused",
      "expired",
      "expiring",
      "expiry-not-enforced",
      "github-undeclared",
      "grant-ended",
      "key-undeclared",
      "leaked",
      "leaver",
      "missing",
      "non-compliant",
      "orphaned",
      "review-overdue",
      "review-revoked",
      "review-silent",
      "rotation-overdue",
      "stale",
      "unmanaged",
    ]);
  });

  it("shares one namespace with the rules: an exception names either, so none may be both", () => {
    expect(CATALOGUE.map(({ name }) => name).filter((name) => CHECK_NAMES.includes(name))).toEqual([]);
  });

  it("asks for parts that exist, each once", () => {
    for (const { needs } of CHECKS) {
      expect(new Set(needs).size).toBe(needs.length);
      for (const need of needs) expect(SOURCE_OF).toHaveProperty(need);
    }
  });

  it("has a response to each", () => {
    expect(Object.keys(RESPONSES).sort()).toEqual([...CHECK_NAMES]);
  });
});
