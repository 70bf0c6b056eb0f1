export function mountMenu() {}
