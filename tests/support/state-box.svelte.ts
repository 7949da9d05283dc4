/** Props that a test may change while their component is mounted. */
export function box<T extends object>(props: T): T {
  const kept = $state(props)
  return kept
}
