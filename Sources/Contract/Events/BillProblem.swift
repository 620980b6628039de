public import Tariffs

/// Why a bill has no amount: it is over nothing, and waits for a person.
public enum BillProblem: Error, Hashable, Sendable {
    /// The tariff gives none for what the bill rests on.
    case tariff(TariffError)
    /// The total is beyond what is believed.
    case implausibleTotal(paise: Int64, limit: Int64)
    /// The sums of the account or of the zone would not fit 64 bits.
    case booksFull
}

extension BillProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tariff(let error): "\(error)"
        case .implausibleTotal(let paise, let limit):
            "the total would be \(Figures.rupees(paise)), beyond \(Figures.rupees(limit)); check the readings and the tariff"
        case .booksFull: "the sums of the account or of the zone would not fit; open another account"
        }
    }
}

extension BillRecord {
    /// Why the bill has no amount, worked out again from what it rests on; nil where it has one.
    ///
    /// - Parameter tariff: of the bill's version.
    public func problem(under tariff: Tariff) -> BillProblem? {
        guard self.marks.contains(.uncomputable) else { return nil }
        do throws(BillProblem) {
            _ = try tariff.believableBill(self.input)
            // What else keeps an amount away are the books at that moment.
            return .booksFull
        } catch {
            return error
        }
    }
}

extension Tariff {
    /// A bill above this, in paise, is not believed: ten thousand million rupees.
    static let largestBill: Int64 = 1_000_000_000_000

    func believableBill(_ input: BillInput) throws(BillProblem) -> BillComputation {
        let computed: BillComputation
        do throws(TariffError) { computed = try self.computeBill(input) } catch { throw .tariff(error) }
        guard (-Self.largestBill...Self.largestBill).contains(computed.totalPaise) else {
            throw .implausibleTotal(paise: computed.totalPaise, limit: Self.largestBill)
        }
        return computed
    }
}
