internal import Metering

/// Short names of profiles for quantities: `energy.active.import.total`, `voltage.l1`, `pf.l2`.
///
/// OBIS codes go first; this serves fields that have none, such as sums of import and export.
enum QuantityName {
    /// The code of the quantity that `name` speaks of; nil where one of its words is unknown, so that a name such as
    /// `energy.active.import.tariff1` or `thd.current.l1` is not mistaken for the plain quantity.
    static func code(_ name: String) -> ObisCode? {
        var words = name.lowercased().split(whereSeparator: { ".-_ ".contains($0) }).map(String.init)
        func take(_ candidates: [String]) -> String? {
            guard let index = words.firstIndex(where: candidates.contains) else { return nil }
            return words.remove(at: index)
        }
        guard let quantity = take(["energy", "power", "voltage", "current", "pf", "frequency"]) else { return nil }
        _ = quantity == "power" ? take(["factor"]) : nil
        let isPowerFactor = quantity == "pf" || name.lowercased().contains("factor")
        let place = take(["l1", "l2", "l3", "n", "l1l2", "l2l3", "l3l1", "total", "avg", "average"])
        let sense = take(["active", "reactive", "apparent"])
        let direction = take(["import", "export", "sum", "net"])
        guard words.isEmpty else { return nil }
        let phase = ["l1", "l2", "l3"].firstIndex { $0 == place }.map { UInt8($0 + 1) } ?? 0
        switch quantity {
        case "frequency": return ObisCode(1, 0, 14, 7, 0)
        case "voltage" where place?.count == 4:
            return ObisCode(1, 0, place == "l1l2" ? 124 : place == "l2l3" ? 125 : 126, 7, 0)
        case "current" where place == "n": return ObisCode(1, 0, 91, 7, 0)
        case "voltage": return ObisCode(1, 0, phase * 20 + 12, 7, 0)
        case "current": return ObisCode(1, 0, phase * 20 + 11, 7, 0)
        case _ where isPowerFactor: return ObisCode(1, 0, phase * 20 + 13, 7, 0)
        default:
            let kind = self.kind(sense, direction, isEnergy: quantity == "energy")
            return ObisCode(1, 0, phase * 20 + kind, quantity == "energy" ? 8 : 7, 0)
        }
    }

    /// The base unit of an electrical quantity; nil for a code that is none.
    static func unit(_ code: ObisCode) -> Metering.Unit? {
        if code.c >= 124 { return .millivolt }
        switch (code.d, code.c % 20) {
        case (8, 1), (8, 2), (8, 15), (8, 16): return .wattHour
        case (8, 3), (8, 4): return .varHour
        case (8, 9), (8, 10): return .voltAmpereHour
        case (7, 1), (7, 2), (7, 15), (7, 16): return .milliwatt
        case (7, 3), (7, 4): return .millivar
        case (7, 9), (7, 10): return .millivoltAmpere
        case (7, 11): return .milliampere
        case (7, 12): return .millivolt
        case (7, 13): return .powerFactor
        case (7, 14): return .millihertz
        default: return nil
        }
    }

    private static func kind(_ sense: String?, _ direction: String?, isEnergy: Bool) -> UInt8 {
        let isExport = direction == "export"
        switch sense {
        case "reactive": return isExport ? 4 : 3
        case "apparent": return isExport ? 10 : 9
        default: return isExport ? 2 : direction == "import" ? 1 : direction == nil && isEnergy ? 1 : 16
        }
    }
}
