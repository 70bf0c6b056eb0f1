export function offerTour() {}
