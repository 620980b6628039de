import Foundation
import Testing

/// docs/architecture.md says what the table says.
@Suite struct PageTests {
    private struct Row {
        let name: String
        let isPure: Bool
        let imports: Set<String>
    }

    private func rows() throws -> [Row] {
        var (rows, isPure): ([Row], Bool) = ([], false)
        for line in try Repository.text("docs/architecture.md").split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells[0].hasPrefix("*") { isPure = cells[0].hasPrefix("*pure") }
            guard cells.count == 3, cells[0].hasPrefix("`"), !cells[0].contains(".") else { continue }
            let names = cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            let imports = names.flatMap {
                $0 == "all rooms above but Journal and ElementaryFunctions"
                    ? rows.map(\.name).filter { $0 != "Journal" && $0 != "ElementaryFunctions" }
                    : $0 == "–" ? [] : [$0]
            }
            rows.append(
                Row(name: cells[0].replacing("`", with: ""), isPure: isPure, imports: Set(imports)))
        }
        return rows
    }

    @Test func `the page lists the rooms in the table's order with their imports`() throws {
        let rows = try self.rows()
        #expect(rows.map(\.name) == House.rooms.map(\.name))
        for (row, room) in zip(rows, House.rooms) {
            #expect(row.isPure == room.isPure, "\(room.name)")
            #expect(row.imports == Set(room.imports), "\(room.name)")
        }
    }
}
