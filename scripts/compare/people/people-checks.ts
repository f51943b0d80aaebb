import type { Person } from "../../../stacks/model/directory.ts";

/** The checks of the directory against the feed of people, and what each asks. */
export const PEOPLE_CHECKS = {
  joiner: "in the feed and not in the directory",
  "access-due": "began, and has nothing of what the team's members get",
  mover: "team, manager, type or days differ",
  leaving: "a last day that is still to come",
  leaver: "has left",
  extension: "a last day that was moved later or taken back",
  "on-leave": "away for longer",
  returned: "back from leave",
  rehire: "comes back after having left",
  unlinked: "in the directory and not in the feed",
  disputed: "two ids that may be one person",
  unclear: "the feed says what cannot be taken over",
} as const;

/** Where findings about people belong: to no account, and no account can be called so. */
export const DIRECTORY = "_directory";

/** The name of a check of people. */
export type PeopleCheck = keyof typeof PEOPLE_CHECKS;

type Of = (current: Person, entry: Person) => PeopleCheck;
const mover: Of = () => "mover";

/** Which check a difference in a property of an entry belongs to. */
export const CHECK_OF: Readonly<Record<"status" | "ends" | "team" | "manager" | "type" | "starts" | "timeZone" | "sponsor", Of>> = {
  status(current, entry) {
    if (entry.status === "left") return "leaver";
    if (current.status === "left") return "rehire";
    return entry.status === "leave" ? "on-leave" : "returned";
  },
  ends: (current, entry) => (entry.ends === null || (current.ends !== null && current.ends < entry.ends) ? "extension" : "leaving"),
  ...{ team: mover, manager: mover, type: mover, starts: mover, timeZone: mover, sponsor: mover },
};
