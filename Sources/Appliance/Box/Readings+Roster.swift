import Contract
import Ledger

extension Readings {
    /// The same readings over the roster as it is now: of meters that joined it since, nothing was read; what was read of
    /// a meter after it was retired is left out, as the contract wants none.
    ///
    /// A roster only grows, so positions stay what they were. Readings of a roster that is not known here stay as they are.
    func fitted(to roster: Roster, intervalSeconds: Int64) -> Readings {
        guard self.rosterVersion <= roster.version, self.count <= roster.positions.count else { return self }
        var fitted = self
        fitted.rosterVersion = roster.version
        let added = [UInt64?](repeating: nil, count: roster.positions.count - self.count)
        for index in fitted.intervals.indices {
            fitted.intervals[index].increments += added
            let end = self.end(of: index, intervalSeconds: intervalSeconds)
            for (place, position) in roster.positions.enumerated() {
                guard let retired = position.retiredAt, retired < end else { continue }
                fitted.intervals[index].increments[place] = nil
                fitted.intervals[index].exceptions.removeAll { Int($0.index) == place }
            }
        }
        return fitted
    }
}
