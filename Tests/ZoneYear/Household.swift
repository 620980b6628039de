import Ledger
import Metering
import TestSupport

/// Who lives behind a meter: what they use, and how they pay.
struct Household {
    enum Temper: CaseIterable {
        case prompt, late, inParts, inAdvance, onlyWhenCutOff
    }

    enum Supply: CaseIterable {
        case home, shop, solarRoof, factory

        var channels: [ObisCode] {
            switch self {
            case .home, .shop: [.activeEnergyImport]
            case .solarRoof: [.activeEnergyImport, .activeEnergyExport]
            case .factory:
                [.activeEnergyImport, .activeEnergyExport, .apparentEnergyImport, .reactiveEnergyImport]
            }
        }

        /// By the order of the year's tariffs.
        var tariff: TariffID {
            switch self {
            case .home: TariffID(0)
            case .shop: TariffID(1)
            case .solarRoof: TariffID(2)
            case .factory: TariffID(3)
            }
        }
    }

    let supply: Supply
    let temper: Temper
    let isPrepaid: Bool
    /// In W.
    let load: UInt32

    init(number: Int, _ random: inout SeededGenerator) {
        self.supply =
            switch number % 25 {
            case 22: .shop
            case 23: .solarRoof
            case 24: .factory
            default: .home
            }
        self.temper =
            switch Int.random(in: 0..<20, using: &random) {
            case 0, 1, 2: .late
            case 3, 4: .inParts
            case 5: .inAdvance
            case 6: .onlyWhenCutOff
            default: .prompt
            }
        self.isPrepaid = Int.random(in: 0..<15, using: &random) == 0
        let loads: ClosedRange<UInt32> = self.supply == .home ? 500...4000 : 6000...30_000
        self.load = UInt32.random(in: loads, using: &random)
    }

    var terms: AccountTerms {
        AccountTerms(
            tariff: self.supply.tariff, sanctionedLoadWatts: self.load,
            plantWatts: self.supply == .solarRoof || self.supply == .factory ? self.load / 2 : nil,
            classes: self.supply == .factory && self.load < 15_000 ? ["small_industry"] : [],
            isPrepaid: self.isPrepaid)
    }

    /// What flows through each register in half an hour of a local hour of the day.
    func flow(localHour: Int, _ random: inout SeededGenerator) -> [Int64] {
        let shape: [Int64] = [
            10, 8, 8, 8, 10, 15, 25, 25, 20, 18, 18, 20, 22, 22, 20, 20, 22, 30, 45, 50, 45, 35, 22, 14,
        ]
        let level = Int64(self.load) * shape[localHour] / 100
        let used = Int64.random(in: 0...max(1, level * 2), using: &random) * 3 / 8
        let isDay = (7..<18).contains(localHour)
        let fed = isDay ? Int64.random(in: 0...Int64(self.load) / 4, using: &random) : 0
        switch self.supply {
        case .home, .shop: return [used]
        case .solarRoof: return [used, fed]
        case .factory: return [used, fed / 4, used + used / 8, used / 2]
        }
    }
}
