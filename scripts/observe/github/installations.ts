import { z } from "zod";
import { conform } from "../conform.ts";
import { PartError } from "../part.ts";
import type { Installation } from "./parts.ts";
import type { Asking } from "./service.ts";

const page = z.looseObject({
  total_count: z.int().min(0),
  installations: z.array(
    z.looseObject({
      id: z.int().positive(),
      app_slug: z.string().min(1),
      repository_selection: z.enum(["all", "selected"]),
      suspended_at: z.string().nullish(),
      permissions: z.record(z.string(), z.string()),
    }),
  ),
});

/** The Apps that are installed in the organisation. @throws PartError when it is refused, or gives another number than it counts. */
export async function readInstallations({ source, rest, recorder }: Asking): Promise<readonly Installation[]> {
  const found: Installation[] = [];
  let total = 0;
  for (let at: string | undefined = `/orgs/${source.organisation}/installations?per_page=100`; at !== undefined; ) {
    const reply: { json: unknown; next: string | undefined } = await rest.get(
      "installations",
      at,
      "the organisation permission Administration: read",
    );
    const { total_count, installations } = conform("installations", page, reply.json);
    recorder.page("installations", installations.length);
    total = total_count;
    found.push(
      ...installations.map(({ id, app_slug, repository_selection, suspended_at, permissions }) => ({
        ...{ id, app: app_slug, allRepositories: repository_selection === "all", suspended: (suspended_at ?? null) !== null },
        writes: Object.entries(permissions)
          .flatMap(([name, level]) => (level === "read" ? [] : [name]))
          .sort(),
      })),
    );
    at = reply.next;
  }
  if (found.length !== total)
    throw new PartError("installations", `GitHub counts ${total} installations and gave ${found.length}`, { retry: true });
  return found;
}
