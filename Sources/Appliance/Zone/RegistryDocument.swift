import Contract
import Foundation
import Ledger
import Metering
import StrictYAML
import Tariffs

/// What a registrar adds to a zone, as people write it: tariffs, nodes, accounts and meters by label.
struct RegistryDocument {
    let root: YAMLFields
    let folder: URL

    init(_ file: URL) throws {
        let root = try YAMLDocument.parse(try FileError.text(of: file), file: file.path)
        self.root = try YAMLFields(root, allowed: ["tariffs", "principals", "nodes", "accounts", "meters"])
        self.folder = file.deletingLastPathComponent()
    }

    /// The transactions that add what is not there yet, in their order; labels refer to the zone and to what comes before.
    ///
    /// - Parameters:
    ///   - known: the labels of the zone.
    ///   - time: from when on a tariff holds that names no other time.
    func bodies(_ known: RegistryNames, at time: UTCTime) throws -> [TransactionBody] {
        var names = known
        var bodies: [TransactionBody] = []
        for node in try self.root["principals"]?.list(atMost: 1000) ?? [] {
            let principal = try GenesisDocument.principal(node, self.folder)
            if known.principals.contains(principal.label) { continue }
            names.principals.append(principal.label)
            bodies.append(.registerPrincipal(principal))
        }
        for node in try self.root["tariffs"]?.list(atMost: 1000) ?? [] {
            bodies.append(.setTariff(try self.tariff(node, &names, time)))
        }
        for node in try self.root["nodes"]?.list(atMost: 100_000) ?? [] {
            if try Self.isKnown(node, known.nodes) { continue }
            bodies.append(.registerNode(try Self.node(node, &names)))
        }
        for node in try self.root["accounts"]?.list(atMost: 100_000) ?? [] {
            if try Self.isKnown(node, known.accounts) { continue }
            bodies.append(.registerAccount(try Self.account(node, &names)))
        }
        for node in try self.root["meters"]?.list(atMost: 100_000) ?? [] {
            if try Self.isKnown(node, known.meters) { continue }
            bodies.append(.registerMeter(try Self.meter(node, names)))
        }
        return bodies
    }

    /// True for what is registered already, so that a corrected file can be applied again.
    private static func isKnown(_ node: YAMLNode, _ labels: [String]) throws(YAMLError) -> Bool {
        guard let label = try node.member("label")?.text() else { return false }
        return labels.contains(label)
    }

    private func tariff(_ node: YAMLNode, _ names: inout RegistryNames, _ time: UTCTime) throws -> SetTariff {
        let fields = try YAMLFields(node, allowed: ["file", "label", "effective_from"])
        let tariff = try TariffDocument.read(try fields.required("file").path(in: self.folder))
        let label = try fields["label"]?.text() ?? tariff.label
        let number = names.tariffs.firstIndex(of: label) ?? names.tariffs.count
        if number == names.tariffs.count { names.tariffs.append(label) }
        return SetTariff(
            tariff: TariffID(UInt32(number)), effectiveFrom: try fields["effective_from"]?.time() ?? time,
            document: tariff.cbor)
    }

    private static func node(_ node: YAMLNode, _ names: inout RegistryNames) throws(YAMLError) -> RegisterNode {
        let fields = try YAMLFields(node, allowed: ["label", "kind", "parent", "loss"])
        let label = try fields.required("label").text()
        let kinds: [(String, NodeKind)] = [
            ("plant", .plant), ("feeder", .feeder), ("transformer", .transformer), ("service_point", .servicePoint),
        ]
        let parent: UInt32? =
            if let node = fields["parent"] { try names.number(of: node, in: names.nodes) } else { nil }
        names.nodes.append(label)
        return RegisterNode(
            label: label, kind: try fields.required("kind").choice(kinds), parent: parent.map { NodeID($0) },
            loss: try self.loss(fields["loss"]))
    }

    private static func loss(_ node: YAMLNode?) throws(YAMLError) -> LossAllowance {
        guard let node else {
            return LossAllowance(
                fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 100, threshold: 1000)
        }
        let fields = try YAMLFields(
            node,
            allowed: [
                "fixed_watts", "fixed_litres_per_hour", "percent", "tolerance_percent", "threshold_kwh", "threshold_kl",
            ])
        func value(_ name: String, _ scale: Int64) throws(YAMLError) -> UInt32 {
            let node = try fields.required(name)
            guard let value = UInt32(exactly: try node.decimal(scale: scale)) else {
                throw node.error("is out of range", expected: "0 to 4 million", advice: "Correct the value.")
            }
            return value
        }
        let isWater = fields["fixed_litres_per_hour"] != nil || fields["threshold_kl"] != nil
        for name in ["fixed_watts", "threshold_kwh"] {
            try fields.refuse(name, unless: !isWater, because: "another key of this loss is one of water")
        }
        return LossAllowance(
            fixedThousandthsPerHour: try value(isWater ? "fixed_litres_per_hour" : "fixed_watts", 1000),
            basisPoints: try value("percent", 100), toleranceBasisPoints: try value("tolerance_percent", 100),
            threshold: try value(isWater ? "threshold_kl" : "threshold_kwh", 1000))
    }

    private static func account(_ node: YAMLNode, _ names: inout RegistryNames) throws(YAMLError) -> RegisterAccount {
        let fields = try YAMLFields(node, allowed: ["label", "tariff"])
        let label = try fields.required("label").text()
        names.accounts.append(label)
        return RegisterAccount(
            label: label, tariff: TariffID(try names.number(of: fields.required("tariff"), in: names.tariffs)))
    }

    private static func meter(_ node: YAMLNode, _ names: RegistryNames) throws(YAMLError) -> RegisterMeter {
        let fields = try YAMLFields(
            node,
            allowed: [
                "label", "serial", "node", "box", "account", "purpose", "service", "legal_use", "channels",
                "disconnect",
            ])
        var channels: [ObisCode] = []
        for item in try fields["channels"]?.list(atMost: 8) ?? [] { channels.append(try item.obis()) }
        let account: UInt32? =
            if let node = fields["account"] { try names.number(of: node, in: names.accounts) } else { nil }
        let service: Service =
            try fields["service"]?.choice([
                ("electricity", .electricity), ("water", .water), ("irrigation", .irrigation),
                ("transport", .transport),
            ]) ?? .electricity
        return RegisterMeter(
            label: try fields.required("label").text(), serial: try fields.required("serial").text(),
            node: NodeID(try names.number(of: fields.required("node"), in: names.nodes)),
            box: PrincipalID(try names.number(of: fields.required("box"), in: names.principals)),
            account: account.map { AccountID($0) },
            purpose: try fields.required("purpose").choice([
                ("delivers", .delivers), ("consumes", .consumes), ("generates", .generates),
            ]),
            service: service,
            legalUse: try fields["legal_use"]?.choice([
                ("billing", .billing), ("submeter", .submeter), ("audit", .audit),
            ]) ?? .billing,
            channels: channels.isEmpty ? [service.billedChannel] : channels,
            hasDisconnect: try fields["disconnect"]?.boolean() ?? false)
    }
}

/// The labels of a zone by number, with what a registry file adds.
struct RegistryNames: Codable, Sendable {
    var principals: [String]
    var tariffs: [String]
    var nodes: [String]
    var accounts: [String]
    var meters: [String]

    init(_ state: ContractState) {
        self.principals = state.principals.map(\.label)
        self.tariffs = state.tariffs.map { $0.versions.last?.tariff.label ?? "" }
        self.nodes = state.nodes.map(\.label)
        self.accounts = state.accounts.map(\.label)
        self.meters = state.meters.map(\.label)
    }

    func number(of node: YAMLNode, in labels: [String]) throws(YAMLError) -> UInt32 {
        let label = try node.text()
        guard let number = labels.firstIndex(of: label) else {
            throw node.error(
                "`\(label)` is not known", expected: "a label on the chain or further up in this file",
                advice: "Correct the label, or add it before this line.")
        }
        return UInt32(number)
    }
}
