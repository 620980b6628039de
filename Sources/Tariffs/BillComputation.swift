/// A bill: its lines, and how they sum up.
public struct BillComputation: Hashable, Sendable {
    /// One for each line of the tariff whose condition holds, in its order.
    public var lines: [BillLine]
    /// The sum of the lines' amounts.
    public var subtotalPaise: Int64
    /// What to pay: the subtotal and the remainder carried in, rounded as the tariff says; negative where it is to be
    /// paid out.
    public var totalPaise: Int64
    /// What the total's rounding left, for the next bill; may be negative.
    public var carriedRemainderPaise: Int64
    /// Surplus of what was fed back, in Wh, for the next bill, 0 to ``BillInput/mostCarriedExport``.
    public var carriedExport: Int64

    public init(
        lines: [BillLine], subtotalPaise: Int64, totalPaise: Int64, carriedRemainderPaise: Int64,
        carriedExport: Int64 = 0
    ) {
        self.lines = lines
        self.subtotalPaise = subtotalPaise
        self.totalPaise = totalPaise
        self.carriedRemainderPaise = carriedRemainderPaise
        self.carriedExport = carriedExport
    }
}
