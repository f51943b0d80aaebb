import { exampleOf } from "../../example.ts";
import { rule } from "../../rule.ts";

const OF = exampleOf("user", "w1042", "people");

const EMAIL = /[^\s@/:=]+@[^\s@/:=]+\.[a-z]{2,}/i;
/** International form (E.164), eight to fifteen digits: shorter numbers are ids and ports. Behind a letter or digit a plus begins the build of a version. */
const PHONE = /(?<![\p{L}\p{N}])\+\d(?:[ .-]*\d){7,14}(?!\d)/u;

/** AWS hands tags on to billing and other services and asks its customers to keep personal data out of them. */
export const tagsNoPersonalData = rule({
  name: "tags-no-personal-data",
  description: "Tags hold ids, never e-mail addresses or telephone numbers.",
  severity: "medium",
  level: "mandatory",
  judges: "tags",
  field: "tags",
  remediation: "Replace it in {file} by an id of the directory, such as person/<id> or team/<id>.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html",
  violations({ tags }) {
    return Object.entries(tags).flatMap(([key, value]) => {
      const [inKey, inValue] = [personalDataIn(key), personalDataIn(value)];
      if (inKey !== undefined) return [`the key of a tag holds ${inKey}`];
      return inValue === undefined ? [] : [`tag "${key}" holds ${inValue}`];
    });
  },
  compliant: { judged: { ...OF, facet: "tags", tags: { owner: "person/w1042" } } },
  violating: { judged: { ...OF, facet: "tags", tags: { contact: "ada@example.org" } }, says: ['tag "contact" holds an e-mail address'] },
});

function personalDataIn(text: string): string | undefined {
  return text.includes("@") && EMAIL.test(text) ? "an e-mail address" : PHONE.test(text) ? "a telephone number" : undefined;
}
