/// Which quantity of the period a line prices.
public enum BillQuantity: UInt8, Hashable, Sendable, CaseIterable {
    /// What was used, in the tariff's unit.
    case used = 0
    /// What was fed back, in Wh.
    case exported = 1
    /// What was used less what was fed back and what the bill before carried on, in Wh; never below zero.
    case net = 2
    /// Apparent energy, in VAh.
    case apparent = 3
    /// Reactive energy, in varh.
    case reactive = 4
}
