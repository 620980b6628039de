import Foundation
import Tariffs
import Testing

@testable import Appliance

/// Every edge of every tariff that comes with the product, from amounts worked out apart from the program.
@Suite("Tariffs that come with the product") struct ShippedTariffTests {
    @Test("each says where it is from, and none may bill before somebody checked it against an order")
    func standing() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: TariffFiles.folder.path).sorted()
        #expect(files == TariffFiles.names.map { "\($0).yaml" })
        for name in TariffFiles.names {
            let tariff = try TariffFiles.tariff(name)
            #expect(tariff.standing == .illustrative && tariff.source != nil, "\(name)")
            let madeUp = tariff.label.contains("made up")
            #expect(madeUp == (tariff.authority == "nobody"), "\(name)")
            #expect(madeUp || tariff.validFrom != nil, "\(name)")
        }
    }

    // MARK: Rajasthan, domestic: illustrative, press reports of 3 October 2025

    /// Wh, and paise of energy, fixed charge, regulatory surcharge and duty.
    static let rajasthanEdges: [(String, [Int64])] = [
        ("0kWh", [0, 15_000, 0, 0]), ("1Wh", [0, 15_000, 0, 0]),
        ("49999Wh", [23_750, 15_000, 3500, 2000]), ("50kWh", [23_750, 15_000, 3500, 2000]),
        ("50001Wh", [23_751, 15_000, 3500, 2000]), ("99999Wh", [53_749, 15_000, 7000, 4000]),
        ("100kWh", [53_750, 15_000, 7000, 4000]), ("100001Wh", [53_751, 15_000, 10_000, 4000]),
        ("120kWh", [65_750, 15_000, 12_000, 4800]), ("149999Wh", [83_749, 15_000, 15_000, 6000]),
        ("150kWh", [83_750, 15_000, 15_000, 6000]), ("150001Wh", [83_751, 30_000, 15_000, 6000]),
        ("299999Wh", [188_749, 30_000, 30_000, 12_000]), ("300kWh", [188_750, 30_000, 30_000, 12_000]),
        ("300001Wh", [188_751, 50_000, 30_000, 12_000]), ("499999Wh", [328_749, 50_000, 50_000, 20_000]),
        ("500kWh", [328_750, 50_000, 50_000, 20_000]), ("500001Wh", [328_751, 80_000, 50_000, 20_000]),
    ]

    @Test("Rajasthan, domestic", arguments: ShippedTariffTests.rajasthanEdges)
    func rajasthan(quantity: String, amounts: [Int64]) throws {
        let bill = try TariffFiles.bill("rajasthan-domestic", quantity)
        #expect(bill.lines.map(\.amountPaise) == amounts)
        #expect(bill.totalPaise == amounts.reduce(0, +))
    }

    /// Above 10 kW only: 120 kWh are 657.50 ₹ of energy, all of them in the band.
    @Test(
        "Rajasthan, domestic, by the time of day",
        arguments: [
            ("06:00-08:00", 3288), ("12:00-16:00", -6575), ("18:00-22:00", 6575), ("00:00-06:00", 0),
            ("08:00-12:00", 0), ("16:00-18:00", 0), ("22:00-24:00", 0), ("06:00-07:00", 3288), ("21:59-22:00", 6575),
        ] as [(String, Int64)])
    func rajasthanByTime(hours: String, paise: Int64) throws {
        for (load, applies) in [("10kW", false), ("10001W", true)] {
            let bill = try TariffFiles.bill("rajasthan-domestic", "120kWh") {
                $0.load = load
                $0.timed = ["sunday:\(hours)=120kWh"]
            }
            #expect(bill.totalPaise == 97_550 + (applies ? paise : 0), "\(load)")
            #expect(bill.lines.count == (applies ? 5 : 4))
        }
    }

    // MARK: Delhi, water: illustrative, financialexpress.com of 31 December 2013

    @Test(
        "Delhi, water",
        arguments: [
            ("0kL", [0, 0, 0, 0]), ("19999L", [0, 0, 0, 0]), ("20kL", [0, 0, 0, 0]),
            ("20001L", [18_150, 36_302, 21_781, 7623]), ("21kL", [18_150, 38_115, 22_869, 7913]),
        ] as [(String, [Int64])])
    func water(quantity: String, amounts: [Int64]) throws {
        let bill = try TariffFiles.bill("delhi-water-2013", quantity)
        #expect(bill.lines.map(\.amountPaise) == amounts)
        if quantity == "21kL" { #expect(bill.totalPaise == 87_047) }
    }

    // MARK: Transport by distance: made up

    /// Metres, and paise of the fare; a fare does not scale with the days.
    @Test(
        "Transport by distance",
        arguments: [
            (0, 6000), (5000, 6000), (5001, 15_000), (15_000, 15_000), (15_001, 32_000), (40_000, 32_000),
            (40_001, 70_000), (100_000, 70_000), (100_001, 120_000),
        ] as [(Int, Int64)])
    func transport(metres: Int, paise: Int64) throws {
        for days in [1, 30, 31] as [Int64] {
            let bill = try TariffFiles.bill("transport-by-distance", "\(metres)m") { $0.days = days }
            #expect(bill.totalPaise == paise && bill.lines.map(\.name) == ["fare"])
        }
    }

    // MARK: Delhi Metro: illustrative, asianetnews and ndtvprofit of August 2025

    /// Metres, rupees on weekdays and Saturdays, rupees on Sundays and holidays.
    static let metroEdges: [(Int, Int64, Int64)] = [
        (0, 11, 11), (1999, 11, 11), (2000, 11, 11), (2001, 21, 11), (4999, 21, 11), (5000, 21, 11), (5001, 32, 21),
        (11_999, 32, 21), (12_000, 32, 21), (12_001, 43, 32), (20_999, 43, 32), (21_000, 43, 32), (21_001, 54, 43),
        (31_999, 54, 43), (32_000, 54, 43), (32_001, 64, 54), (60_000, 64, 54),
    ]

    @Test("Delhi Metro, by distance and day", arguments: ShippedTariffTests.metroEdges)
    func metro(metres: Int, weekday: Int64, holiday: Int64) throws {
        for (day, rupees) in [("weekday", weekday), ("saturday", weekday), ("sunday", holiday), ("holiday", holiday)] {
            let bill = try TariffFiles.bill("delhi-metro-2025", "\(metres)m") { $0.at = "\(day):10:00" }
            #expect(bill.totalPaise == rupees * 100, "\(day)")
        }
    }

    /// 13 km cost 43 ₹: with a card 38.70, off-peak 34.83.
    @Test(
        "Delhi Metro, with a card at each edge of the hours",
        arguments: [
            ("00:00", 3483), ("07:59", 3483), ("08:00", 3870), ("11:59", 3870), ("12:00", 3483), ("16:59", 3483),
            ("17:00", 3870), ("20:59", 3870), ("21:00", 3483), ("23:59", 3483),
        ] as [(String, Int64)])
    func metroCard(time: String, paise: Int64) throws {
        let card = try TariffFiles.bill("delhi-metro-2025", "13km") {
            ($0.at, $0.classes) = ("weekday:\(time)", ["smart_card"])
        }
        #expect(card.totalPaise == paise)
        #expect(try TariffFiles.bill("delhi-metro-2025", "13km") { $0.at = "weekday:\(time)" }.totalPaise == 4300)
    }

    // MARK: irrigation: made up

    /// 1000 kL in one stretch: water, with 25 ₹ for the canal.
    @Test(
        "irrigation, in each window",
        arguments: [
            ("weekday:00:00-06:00", 62_500), ("weekday:06:00-09:00", 92_500), ("holiday:09:00-16:00", 42_500),
            ("weekday:16:00-18:00", 92_500), ("weekday:18:00-22:00", 152_500), ("saturday:18:00-22:00", 152_500),
            ("sunday:18:00-22:00", 92_500), ("holiday:18:00-22:00", 92_500), ("sunday:22:00-24:00", 62_500),
        ] as [(String, Int64)])
    func irrigation(stretch: String, paise: Int64) throws {
        let bill = try TariffFiles.bill("irrigation-windows", "1000kL") { $0.timed = ["\(stretch)=1000kL"] }
        #expect(bill.totalPaise == paise && bill.lines[2].amountPaise == 0)
    }

    /// 60 ₹ at least; the total in whole rupees.
    @Test(
        "irrigation, around the minimum",
        arguments: [
            ("0kL", 6000, 0), ("87kL", 6000, 0), ("87499L", 6000, 0), ("87500L", 6000, 0), ("88kL", 6000, 20),
            ("89kL", 6100, -40),
        ]
            as [(String, Int64, Int64)])
    func irrigationMinimum(quantity: String, paise: Int64, carried: Int64) throws {
        let bill = try TariffFiles.bill("irrigation-windows", quantity) {
            $0.timed = ["weekday:09:00-16:00=\(quantity)"]
        }
        #expect(bill.totalPaise == paise && bill.carriedRemainderPaise == carried)
    }
}

/// The bill of `example-factory.yaml`, whose figures are made up, at each of its edges.
@Suite("A factory's tariff") struct FactoryTariffTests {
    private static func bill(_ change: (inout TariffQuestion) -> Void = { _ in }) throws -> TariffBill {
        try TariffFiles.bill("example-factory", "1000kWh") {
            ($0.load, $0.demand, $0.contract, $0.apparent) = ("60kW", "80kW", "100kW", "1100kVAh")
            ($0.exported, $0.plant, $0.paidPromptly) = ("0kWh", "10kW", true)
            $0.timed = [
                "weekday:09:00-16:00=400kWh", "saturday:18:00-22:00=200kWh", "sunday:18:00-22:00=150kWh",
                "weekday:22:00-24:00=250kWh",
            ]
            change(&$0)
        }
    }

    private static func amount(
        _ line: String, _ change: (inout TariffQuestion) -> Void = { _ in }
    ) throws -> Int64? { try self.bill(change).lines.first { $0.name == line }?.amountPaise }

    @Test("a whole bill")
    func whole() throws {
        let bill = try Self.bill()
        #expect(
            bill.lines.map(\.name) == [
                "energy", "demand", "excess demand", "time of day", "power factor", "solar surplus", "prompt payment",
                "electricity duty", "late payment",
            ])
        // 7150.00 + 20000.00 − 4 % of 7150 − 100.00 + 6 % of (7150 − 286)
        #expect(bill.lines.map(\.amountPaise) == [715_000, 2_000_000, 0, -28_600, 0, 0, -10_000, 41_184, 0])
        #expect(bill.totalPaise == 2_717_600 && bill.carriedRemainderPaise == -16)
        #expect(bill.carriedExport == 0)
    }

    @Test(
        "demand",
        arguments: [
            ("74999W", 1_875_000, 0), ("75kW", 1_875_000, 0), ("75001W", 1_875_025, 0), ("104999W", 2_624_975, 0),
            ("105kW", 2_625_000, 0), ("105001W", 2_625_025, 38),
        ] as [(String, Int64, Int64)])
    func demand(demand: String, paise: Int64, excess: Int64) throws {
        #expect(try Self.amount("demand") { $0.demand = demand } == paise)
        #expect(try Self.amount("excess demand") { $0.demand = demand } == excess)
    }

    /// Energy is 6500.00 ₹ for 1000 kVAh.
    @Test(
        "power factor",
        arguments: [
            ("849999Wh", 32_500), ("850kWh", 13_000), ("899999Wh", 13_000), ("900kWh", 0), ("949999Wh", 0),
            ("950kWh", -6500), ("1000kWh", -6500),
        ] as [(String, Int64)])
    func powerFactor(quantity: String, paise: Int64) throws {
        let amount = try Self.amount("power factor") {
            ($0.quantity, $0.timed, $0.apparent) = (quantity, ["weekday:00:00-06:00=\(quantity)"], "1000kVAh")
        }
        #expect(amount == paise)
    }

    /// 100 kWh are carried; 1440 kWh are paid at most for 10 kW in 30 days.
    @Test(
        "solar surplus",
        arguments: [
            ("999kWh", 0, 0), ("1099kWh", 0, 99_000), ("1100kWh", 0, 100_000), ("1101kWh", -300, 100_000),
            ("2539kWh", -431_700, 100_000), ("2540kWh", -432_000, 100_000), ("2541kWh", -432_000, 100_000),
        ] as [(String, Int64, Int64)])
    func surplus(exported: String, paise: Int64, carried: Int64) throws {
        let bill = try Self.bill { $0.exported = exported }
        #expect(bill.lines.first { $0.name == "solar surplus" }?.amountPaise == paise)
        #expect(bill.carriedExport == carried)
    }

    @Test("rebates and subsidies, each where its condition holds")
    func conditions() throws {
        #expect(try Self.amount("prepaid rebate") == nil)
        // 2 % of 7150 − 286
        #expect(try Self.amount("prepaid rebate") { $0.isPrepaid = true } == -13_728)
        #expect(try Self.amount("prompt payment") { $0.isPrepaid = true } == nil)
        #expect(try Self.amount("prompt payment") { $0.paidPromptly = false } == nil)
        #expect(try Self.amount("electricity duty") { $0.classes = ["government"] } == nil)
        for (load, paise) in [("50kW", -40_000), ("50001W", nil)] as [(String, Int64?)] {
            #expect(try Self.amount("small industry") { ($0.load, $0.classes) = (load, ["small_industry"]) } == paise)
        }
    }

    @Test(
        "the subsidy's cap",
        arguments: [("399kWh", -39_900), ("400kWh", -40_000), ("401kWh", -40_000), ("600kWh", -40_000)]
            as [(String, Int64)])
    func cap(quantity: String, paise: Int64) throws {
        let amount = try Self.amount("small industry") {
            ($0.quantity, $0.timed) = (quantity, ["weekday:00:00-06:00=\(quantity)"])
            ($0.load, $0.classes) = ("50kW", ["small_industry"])
        }
        #expect(amount == paise)
    }

    @Test("days of grace", arguments: [("1000.00:7", 0), ("1000.00:8", 50), ("1000.00:9", 100)] as [(String, Int64)])
    func grace(arrears: String, paise: Int64) throws {
        #expect(try Self.amount("late payment") { $0.arrears = [arrears] } == paise)
    }

    @Test("using more never costs less where the tariff is so")
    func monotone() throws {
        for (name, unit) in [("rajasthan-domestic", "Wh"), ("delhi-water-2013", "L"), ("delhi-metro-2025", "m")] {
            var last: Int64 = 0
            for quantity in stride(from: 0, through: 700_000, by: 2500) {
                let bill = try TariffFiles.bill(name, "\(quantity)\(unit)") { $0.at = "weekday:10:00" }
                #expect(bill.totalPaise >= last, "\(name) \(quantity)")
                last = bill.totalPaise
            }
        }
    }

    @Test("what a line needs and the question leaves out is named by its option")
    func needs() {
        let cases: [(String, (inout TariffQuestion) -> Void)] = [
            ("--apparent", { $0.apparent = nil }), ("--demand", { $0.demand = nil }),
            ("--contract", { ($0.contract, $0.load) = (nil, nil) }), ("--timed", { $0.timed = [] }),
            ("--exported", { $0.exported = nil }), ("--plant", { $0.plant = nil }),
            ("--paid-promptly", { $0.paidPromptly = nil }),
        ]
        for (option, change) in cases {
            #expect {
                _ = try Self.bill(change)
            } throws: { error in
                error is TariffArgumentError && "\(error)".hasPrefix("\(option): is missing; expected ")
            }
        }
    }
}
