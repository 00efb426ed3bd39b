/**
 * What an act was answered, or null when it was refused. The refusal is not lost: TanStack keeps it in the mutation's
 * own state, from where a form shows it while what was typed stays.
 */
export async function answered<Answer extends object>(act: Promise<Answer>): Promise<Answer | null> {
  try {
    return await act;
  } catch {
    return null;
  }
}
