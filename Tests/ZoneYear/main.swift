import Appliance
import Contract
import Foundation
import Identity
import Ledger
import Proofs
import Tariffs

/// A generated year of a zone, through real blocks: `zone-year FILE [ACCOUNTS [SEED [DAYS]]]`, from the repository's
/// folder. FILE gets the year's sums, the genesis, and a bundle that proves each bill, for an independent verifier.
let arguments = Array(CommandLine.arguments.dropFirst())
let numbers = arguments.dropFirst().compactMap { UInt64($0) }

func run(to file: String) throws {
    let paths = ["Tests/ZoneYear/Tariffs/home", "profiles/tariffs/rajasthan-domestic"]
    let others = ["Tests/ZoneYear/Tariffs/roof", "profiles/tariffs/example-factory"]
    let tariffs = try (paths + others + [paths[1]]).map { path in
        try TariffDocument.read(URL(fileURLWithPath: "\(path).yaml"))
    }
    var year = try Year(accounts: Int(numbers.first ?? 1000), seed: numbers.dropFirst().first ?? 1)
    try year.run(days: Int(numbers.dropFirst(2).first ?? 365), tariffs: tariffs)
    let reckoning = try Reckoning(year)
    try write(year, reckoning, to: file)
    for (what, count) in year.tally.counts.sorted(by: { $0.key < $1.key }) { print("\(count) \(what)") }
    print(
        "\(year.accounts) accounts, \(year.chain.state.height) blocks, \(year.chain.transactions) transactions: "
            + "\(reckoning.bills) bills over \(reckoning.billedPaise) paise, \(reckoning.receivedPaise) received, "
            + "\(reckoning.flowedWattHours) Wh flowed, \(reckoning.billedWattHours) billed, "
            + "\(reckoning.unbilledWattHours) open")
}

func write(_ year: Year, _ reckoning: Reckoning, to file: String) throws {
    guard FileManager.default.createFile(atPath: file, contents: nil), let handle = FileHandle(forWritingAtPath: file)
    else { throw YearError("cannot write \(file)") }
    let lines = "\(reckoning.json)\n\(Hexadecimal.encode(year.chain.genesis.encoded()))\n"
    try handle.write(contentsOf: Data(lines.utf8))
    let material = ProofMaterial(state: year.chain.state, tip: try year.chain.tip(), history: [])
    for number in year.chain.state.bills.indices {
        guard let bundle = material.bundle(of: .bill(UInt32(number))) else {
            throw YearError("no bundle for bill \(number)")
        }
        try handle.write(contentsOf: Data("\(Hexadecimal.encode(bundle.encoded()))\n".utf8))
    }
    try handle.close()
}

guard let file = arguments.first, numbers.count == arguments.count - 1 else {
    FileHandle.standardError.write(Data("usage: zone-year FILE [ACCOUNTS [SEED [DAYS]]]\n".utf8))
    exit(2)
}
do {
    try run(to: file)
} catch {
    FileHandle.standardError.write(Data("zone-year: \(error)\n".utf8))
    exit(1)
}
