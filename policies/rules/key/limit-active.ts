import type { Key } from "../../../stacks/iam/entity.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("user", "billing-exporter", "service-accounts");

/** One key at a time; two only while one takes over from the other, which the slot `next` says. */
export const keyLimitActive = rule({
  name: "key-limit-active",
  description: "A user has at most one active access key outside a rotation.",
  severity: "medium",
  level: "mandatory",
  judges: "key",
  field: "keys",
  remediation: "Remove or disable a key in {file}; for a rotation call the new slot, or the one that stays, `next`.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
  violations({ keys }) {
    const active = keys.filter((key) => key.status === "Active");
    return active.length <= 1 || isRotation(active)
      ? []
      : [`has ${active.length} active access keys (${active.map(nameOf).sort().join(", ")})`];
  },
  compliant: {
    judged: {
      ...OF,
      facet: "key",
      keys: [
        { slot: "primary", status: "Active" },
        { slot: "next", status: "Active" },
      ],
    },
  },
  violating: {
    judged: {
      ...OF,
      facet: "key",
      keys: [
        { slot: "primary", status: "Active" },
        { slot: "spare", status: "Active" },
      ],
    },
    says: ["has 2 active access keys (primary, spare)"],
  },
});

/** Whatever the other is called: an adopted key is rotated out like any. The one after `next` is `primary` again. */
function isRotation(active: readonly Key[]): boolean {
  return active.length === 2 && active.some(({ slot }) => slot === "next");
}

function nameOf(key: Key): string {
  return key.slot ?? key.id ?? "unknown";
}
