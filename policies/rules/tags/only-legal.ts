import { LEGAL_TAG_TEXT, QUOTAS } from "../../../stacks/iam/quotas.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("role", "deploy-web", "workloads");

/** Tags are such that AWS takes them: found at preview, not in the middle of a deployment. */
export const tagsOnlyLegal = rule({
  name: "tags-only-legal",
  description: "Tag keys and values are legal in AWS.",
  severity: "medium",
  level: "mandatory",
  judges: "tags",
  field: "tags",
  remediation:
    "Change the tag in {file}: letters, digits, spaces and _.:/=+-@, keys up to 128 and values up to 256 characters, at most 50 tags.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules",
  violations({ type, tags }) {
    // In an order of their own: the engine hands them over in any, and what stands on base is known by its text.
    const entries = Object.entries(tags).sort(([one], [other]) => compareText(one, other));
    const folded = new Set<string>();
    return [
      ...(entries.length > QUOTAS.tagsPerEntity ? [`has ${entries.length} tags, AWS allows ${QUOTAS.tagsPerEntity}`] : []),
      ...entries.flatMap(([key, value]) => {
        const twin = (type === "user" || type === "role") && folded.has(key.toLowerCase());
        folded.add(key.toLowerCase());
        return [...illegal(key, value), ...(twin ? [`tag "${key}" differs from another one only in case`] : [])];
      }),
    ];
  },
  compliant: { judged: { ...OF, facet: "tags", tags: { owner: "team/payments", Team: "Ledger + Billing" } } },
  violating: {
    judged: { ...OF, facet: "tags", tags: { Team: "O'Neil", team: "x" } },
    says: ['value of tag "Team" holds characters that AWS refuses', 'tag "team" differs from another one only in case'],
  },
});

/** A value is not quoted: it may be anything, a secret by mistake too. */
function illegal(key: string, value: string): readonly string[] {
  return [
    ...(key === "" ? ["a tag has no key"] : []),
    ...(LEGAL_TAG_TEXT.test(key) ? [] : [`key of tag "${key}" holds characters that AWS refuses`]),
    ...(key.toLowerCase().startsWith("aws:") ? [`tag "${key}" uses the prefix aws:, which is AWS's own`] : []),
    ...(lengthOf(key) > QUOTAS.tagKeyLength
      ? [`key of tag "${key.slice(0, 20)}…" has ${lengthOf(key)} characters, AWS allows ${QUOTAS.tagKeyLength}`]
      : []),
    ...(LEGAL_TAG_TEXT.test(value) ? [] : [`value of tag "${key}" holds characters that AWS refuses`]),
    ...(value.toLowerCase().startsWith("aws:") ? [`value of tag "${key}" begins with aws:, which is AWS's own prefix`] : []),
    ...(lengthOf(value) > QUOTAS.tagValueLength
      ? [`value of tag "${key}" has ${lengthOf(value)} characters, AWS allows ${QUOTAS.tagValueLength}`]
      : []),
  ];
}

/** AWS counts characters, JavaScript their halves where one needs two. */
function lengthOf(text: string): number {
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters;
}
