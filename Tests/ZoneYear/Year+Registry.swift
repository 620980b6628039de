import Contract
import Ledger
import Metering
import Tariffs

/// The zone's registry, and the first readings.
extension Year {
    mutating func register(_ tariffs: [Tariff]) throws {
        for (number, tariff) in tariffs.dropLast().enumerated() {
            self.chain.submit(
                .setTariff(
                    SetTariff(
                        tariff: TariffID(UInt32(number)), effectiveFrom: Self.start, document: tariff.cbor)),
                by: .registrar)
        }
        self.chain.submit(
            .setCalendar(SetCalendar(holidays: [20_478, 20_515, 20_681, 20_737, 20_738])), by: .registrar)
        for box in self.queues.indices { try self.registerTransformer(box) }
        // Tenants to come.
        for account in self.households.count..<self.accounts {
            self.chain.submit(
                .registerAccount(RegisterAccount(label: "A-\(account)", tariff: TariffID(0))), by: .registrar)
            self.vacant.append(AccountID(UInt32(account)))
        }
        _ = try self.chain.block(at: Self.start.adding(seconds: 1))
        for box in self.rosters.indices {
            var values: [ReportedValue] = []
            for meter in self.rosters[box] { values += self.meters[meter].firstReading() }
            self.chain.submit(
                .readings(Readings(version: UInt32(self.rosters[box].count), end: Self.start, values)),
                by: .box(UInt32(box)))
        }
        _ = try self.chain.block(at: Self.start.adding(seconds: 2))
    }

    private mutating func registerTransformer(_ box: Int) throws {
        let loss = LossAllowance(
            fixedThousandthsPerHour: 40_000, basisPoints: 200, toleranceBasisPoints: 500, threshold: 500_000)
        self.chain.submit(
            .registerNode(RegisterNode(label: "T-\(box)", kind: .transformer, parent: nil, loss: loss)),
            by: .registrar)
        self.rosters.append([])
        self.add(box, home: nil, [.activeEnergyImport])
        let first = box * Self.housesOfBox
        for home in first..<min(first + Self.housesOfBox, self.households.count) {
            let household = self.households[home]
            self.chain.submit(
                .registerAccount(RegisterAccount(label: "A-\(home)", tariff: household.terms.tariff)), by: .registrar)
            self.chain.submit(
                .amendAccount(
                    AmendAccount(account: AccountID(UInt32(home)), from: Self.start, terms: household.terms)),
                by: .registrar)
            self.add(box, home: home, household.supply.channels)
        }
        _ = try self.chain.block(at: self.chain.state.time.adding(milliseconds: 1))
    }

    private mutating func add(_ box: Int, home: Int?, _ channels: [ObisCode]) {
        let number = self.meters.count
        self.chain.submit(
            .registerMeter(
                RegisterMeter(
                    label: "M-\(number)", serial: "S-\(number)", node: NodeID(UInt32(box)),
                    box: YearChain.Who.box(UInt32(box)).id, account: home.map { AccountID(UInt32($0)) },
                    purpose: home == nil ? .delivers : .consumes, service: .electricity, legalUse: .billing,
                    channels: channels, hasDisconnect: home != nil)), by: .registrar)
        // Some eight-digit meters are near their end.
        let isNearEnd = home != nil && self.chance(50)
        let registers = channels.map { _ in
            isNearEnd ? 100_000_000 - Int64(self.number(1...500_000)) : Int64(self.number(0...9_000_000))
        }
        self.meters.append(
            TrueMeter(
                number: UInt32(number), registers: registers,
                modulus: isNearEnd ? 100_000_000 : 1_000_000_000_000))
        self.homes.append(home)
        self.rosters[box].append(number)
    }
}
