const fields = ['instrument', 'quantity', 'price'] as const
export type TicketField = (typeof fields)[number]

/**
 * The field of the ticket that a refusal is about: `price` of `price`, `fill.price`, `order.price`, `orders[0].price` or
 * `/orders/0/price`. What is about something else, such as a position that expired, belongs to no field.
 */
export function ticketField(where: string | undefined): TicketField | null {
  const parts = (where ?? '').split(/[/.[\]]+/).filter(Boolean)
  const owners = parts.slice(0, -1).filter((part) => !/^\d+$/.test(part))
  if (owners.some((owner) => !['body', 'fill', 'order', 'orders'].includes(owner))) return null
  return fields.find((field) => field === parts.at(-1)) ?? null
}
