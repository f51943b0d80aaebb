/** What somebody answered in the issue form: only these fields are read, and nothing of them says who asks. */
export type AccessForm = { role: string; stack: string; reason: string; from: string | undefined; for: string | undefined };

/** The labels of the form's fields (`.github/ISSUE_TEMPLATE/access-request.yml`): GitHub makes each a heading above its answer. */
const LABELS = { role: "Role", stack: "Account", reason: "Reason with ticket", from: "From", for: "For how long" } as const;

/** What GitHub writes where a field was left empty. */
const NO_ANSWER = "_No response_";

/**
 * Reads the body of an issue that was made with the form. The text is anybody's: a heading that stands twice could be an answer that
 * pretends to be another one, so it is refused.
 */
export function readAccessForm(body: string): AccessForm | { because: string } {
  const sections = body.replaceAll("\r\n", "\n").split(/^### /m).slice(1);
  const answers = new Map<string, string>();
  for (const section of sections) {
    const [label = "", ...lines] = section.split("\n");
    if (answers.has(label.trim()))
      return { because: `the heading "${label.trim().slice(0, 40)}" stands twice; open a new issue with the form` };
    answers.set(label.trim(), lines.join("\n").trim());
  }
  const answer = (label: string) => {
    const text = answers.get(label);
    return text === undefined || text === "" || text === NO_ANSWER ? undefined : text;
  };
  const missing = [LABELS.role, LABELS.stack, LABELS.reason].filter((label) => answer(label) === undefined);
  if (missing.length > 0)
    return { because: `expected an answer under ${missing.map((label) => `"${label}"`).join(", ")}; open a new issue with the form` };
  return {
    role: answer(LABELS.role)!,
    stack: answer(LABELS.stack)!,
    reason: answer(LABELS.reason)!.replace(/\s*\n\s*/g, " "),
    from: answer(LABELS.from),
    for: answer(LABELS.for),
  };
}
