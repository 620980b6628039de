import Foundation
import Metering

@testable import Appliance

/// Small configurations that hold one key, made from the catalogue alone, and a folder with the files that they name.
struct ConfigurationSample {
    private let folder: MeasureFolder

    init() throws {
        self.folder = try MeasureFolder()
        let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n"
        try FileManager.default.createDirectory(
            at: self.folder.file("keys"), withIntermediateDirectories: true)
        try self.folder.put("keys/substation.key.pub", key)
        try self.folder.put(
            "clock.yaml", ClockFile.text(origin: .init(seconds: 0), anchor: .init(seconds: 0), scale: 2))
        try self.folder.put(
            "transformer-1.json",
            """
            {"transformer": {"meter_id": "M1", "rated_kva": 250, "bus": "b0"},
             "houses": [{"meter_id": "M1-01", "phase": "L1", "bus": "b1"}]}
            """)
    }

    func remove() { self.folder.remove() }

    /// What the reader says of a text; nil where it takes it.
    func refusal(of text: String) -> (any Error)? {
        do {
            try self.folder.put("box.yaml", text)
            _ = try BoxConfiguration(contentsOf: self.folder.file("box.yaml"))
            return nil
        } catch {
            return error
        }
    }

    func file(_ text: String) throws -> URL {
        try self.folder.put("box.yaml", text)
        return self.folder.file("box.yaml")
    }

    /// A file that is whole and has `key`.
    ///
    /// - Parameters:
    ///   - name: what stands in place of the key's name.
    ///   - value: what stands in place of its example.
    static func text(with key: ConfigurationKey, name: String? = nil, value: String? = nil) -> String {
        let entry = "\(name ?? key.name): \(value ?? String(key.example.dropFirst(key.name.count + 2)))"
        return self.text(entry, named: key.name, in: key.parent)
    }

    /// A file that is whole but for a required key.
    static func text(without key: ConfigurationKey) -> String { self.text(nil, named: key.name, in: key.parent) }

    /// A file with an entry that nobody knows in the mapping of a path.
    static func text(unknownIn path: String) -> String { self.text("zzzzzzzzzzzz: 1", named: "", in: path) }

    private static func text(_ entry: String?, named name: String, in path: String) -> String {
        var (inside, child, parent) = (self.mapping(path, entry, named: name), path, path)
        while !parent.isEmpty {
            guard let key = ConfigurationCatalog.key(child.hasSuffix("[]") ? String(child.dropLast(2)) : child) else {
                break
            }
            let isItem = child.hasSuffix("[]")
            let items = isItem ? "[\(inside)\(self.neighbours(of: child, path))]" : inside
            parent = key.parent
            inside = self.mapping(parent, "\(key.name): \(items)", named: key.name)
            child = parent
        }
        return inside
    }

    /// One mapping in braces: what it must have, and an entry in place of that of the same name.
    private static func mapping(_ path: String, _ entry: String?, named name: String) -> String {
        let keys = ConfigurationCatalog.keys(in: path)
        var names = keys.filter { $0.isRequired && $0.name != name }.map(\.name)
        for rule in ConfigurationCatalog.rules where rule.parent == path {
            guard case .exactlyOne(_, let choices) = rule.chosen else { continue }
            guard !choices.contains(name) else { continue }
            names += choices.filter { !ConfigurationCatalog.excludes($0, name, in: path) }.prefix(1)
        }
        var entries = names.compactMap { name in keys.first { $0.name == name }?.example } + (entry.map { [$0] } ?? [])
        if path.isEmpty, name == "loss_detection" { entries.append(self.watchedBus) }
        return "{\(entries.joined(separator: ", "))}"
    }

    private static let watchedBus = """
        buses: [{name: w, port: w.tty, devices: [{name: a, unit: 1, profile: p, meter: M1}, \
        {name: b, unit: 2, profile: p, meter: M1-01}]}]
        """

    /// A relay needs its module on the bus.
    private static func neighbours(of list: String, _ path: String) -> String {
        list == "buses[].devices[]" && path.hasPrefix("buses[].devices[]")
            ? ", {name: relays-a, unit: 201, profile: waveshare-relay-8ch}" : ""
    }
}

extension ConfigurationRule {
    /// At least one is met by one.
    fileprivate var chosen: ConfigurationRule {
        if case .atLeastOne(let parent, let names) = self { .exactlyOne(in: parent, of: names) } else { self }
    }
}

extension ConfigurationCatalog {
    fileprivate static func excludes(_ key: String, _ other: String, in parent: String) -> Bool {
        self.rules.contains { rule in
            guard case .excludes(parent, key, let others) = rule else { return false }
            return others.contains(other)
        }
    }
}
