import type { Directory, Person } from "../../stacks/model/directory.ts";
import { peopleBehind } from "../gate/interest.ts";
import type { GitHub } from "../github/client.ts";
import { readTokenHolder } from "../github/read/people.ts";
import { gitUser, personOfGit } from "./git.ts";
import { UsageError } from "./options.ts";

/** A person at work, and how that is known. */
export type Asker = { person: Person; by: string };

/**
 * Who is at work: whoever GitHub says that the token belongs to, by the number of the account; for the token of an App, and without GitHub,
 * whoever git's settings mean. `undefined` when neither says.
 * @throws UsageError for the token of a person whom the directory does not know, and of several of its entries at once
 */
export async function askerOf(github: GitHub | undefined, root: string, directory: Directory): Promise<Asker | undefined> {
  const holder = github && (await readTokenHolder(github));
  if (!holder || holder.isBot) {
    const found = personOfGit(gitUser(root), directory);
    return found && { person: found.person, by: `git says so: ${found.by}` };
  }
  const people = peopleBehind(directory, holder);
  if (people.length !== 1)
    throw new UsageError(
      `GITHUB_TOKEN is ${holder.login}'s (account ${holder.id}), who is in ${people.length === 0 ? "no entry" : `${people.length} entries`} of the directory, expected one`,
    );
  return { person: people[0]!, by: `the token is ${holder.login}'s` };
}
