/**
 * What is entered as a record's name where the zone is put behind it anyway, as most DNS providers do. A name that is
 * the zone's own is `@` there; one outside the zone stays whole.
 *
 * @param zone the domain as it was registered, such as `acme.com`
 */
export function nameInZone(name: string, zone: string): string {
  if (name === zone) return "@";
  return name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : name;
}
