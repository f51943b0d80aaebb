import { type Edit, editYaml, newYaml, schemaLine, splitYaml } from "../../stacks/files/edit.ts";
import { ProjectError } from "../../stacks/model/errors.ts";

/** What a file of a proposal becomes; `null` takes it away. Paths are relative to the folder that holds `settings.yaml`. */
export type ProposedFile = { path: string; text: string | null };

/**
 * Applies edits one after the other to the texts of the commit that they are for; what one edit wrote is what the next one finds.
 * @throws ProjectError when a file is not there, or is there and is to be made: the edits are for another commit.
 */
export function proposedFiles(edits: readonly Edit[], texts: ReadonlyMap<string, string>): readonly ProposedFile[] {
  const written = new Map<string, string | null>();
  const now = (path: string) => (written.has(path) ? (written.get(path) ?? undefined) : texts.get(path));
  for (const edit of edits) {
    if ("create" in edit) written.set(freePath(edit.create, now), newYaml(edit.create, edit.record, edit.comments));
    else if ("change" in edit) written.set(edit.change, editYaml(textOf(edit.change, now), edit.steps));
    else {
      const from = "move" in edit ? edit.move : edit.split;
      const text = textOf(from, now);
      const { own, left } = "move" in edit ? { own: editYaml(text, edit.steps), left: null } : splitYaml(text, edit.account, edit.steps);
      const placed = own.replace(/^# yaml-language-server: .*$/m, schemaLine(edit.to));
      written.set(from, left).set(freePath(edit.to, now), placed);
    }
  }
  return [...written].map(([path, text]) => ({ path, text }));
}

function textOf(path: string, now: (path: string) => string | undefined): string {
  const text = now(path);
  if (text === undefined) throw new ProjectError("EDIT_WITHOUT_FILE", `there is no ${path} in the commit that is to be edited`);
  return text;
}

function freePath(path: string, now: (path: string) => string | undefined): string {
  if (now(path) !== undefined)
    throw new ProjectError("EDIT_OVER_FILE", `${path} is there already: a new record is never written over another`);
  return path;
}
