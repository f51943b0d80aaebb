import type { PersonAction } from "../decide/change.ts";

/** What a reviewer is told of a change of a person: the first word of its title, why it is safe or is not, what the next deployments do, and the way back. */
export const OF_PERSON: Readonly<Record<PersonAction, { title: string; how: string; onMerge: string; undo: string }>> = {
  admit: {
    title: "Admit",
    how: "It writes somebody into the directory; access follows on their first day.",
    onMerge: "the directory knows them. What is in no account yet gives no access.",
    undo: "Revert this pull request; access that was given meanwhile is to be stopped first (`npm run disable`).",
  },
  give: {
    title: "Give access to",
    how: "It gives what settings.yaml says that members of the team get, and nothing else.",
    onMerge: "the users are made, with the boundary of their end.",
    undo: "Revert this pull request, or stop the record (`npm run disable`).",
  },
  move: {
    title: "Move",
    how: "It takes what the new team does not give; look at what is to be certified again.",
    onMerge: "memberships change as the records say. Nothing is deleted.",
    undo: "Revert this pull request. What comes back by that is a grant and needs the approvals of one.",
  },
  shorten: {
    title: "Set the last day of",
    how: "It only brings ends forward: from that hour on AWS denies everything, whether anything of ours runs or not.",
    onMerge: "the boundaries of the new ends replace the old ones.",
    undo: "A later last day in the directory; records are renewed by `npm run renew`.",
  },
  lengthen: {
    title: "Extend",
    how: "It moves a last day later: whoever answers for them says whether that is so.",
    onMerge: "nothing changes in AWS: records keep their ends.",
    undo: "Revert this pull request.",
  },
  pause: {
    title: "Pause",
    how: "It stops access while they are away and can be undone exactly.",
    onMerge:
      "the identities get the boundary `/tenure/disabled`, which denies everything; password, groups and policies stay for the return.",
    undo: "When the feed says that they are back, a pull request gives exactly this back.",
  },
  resume: {
    title: "Resume",
    how: "It enables exactly what was stopped when they went: is all of it still needed?",
    onMerge: "the boundary of their end takes the place of `/tenure/disabled`.",
    undo: "Revert this pull request.",
  },
  readmit: {
    title: "Readmit",
    how: "Somebody who had left comes back. Nothing of what they had is enabled by it.",
    onMerge: "the directory knows them again; what they had stays stopped.",
    undo: "Revert this pull request.",
  },
  offboard: {
    title: "Offboard",
    how: "It ends all access of somebody who has left, and hands on what they answered for.",
    onMerge:
      "their identities get the boundary `/tenure/disabled`, which denies everything to them and to their live sessions, and their keys are set Inactive.",
    undo: "Nothing is enabled while the directory says that they have left. Somebody who comes back is readmitted by a new first day.",
  },
};
