internal import StrictYAML

/// A field with what only its file knows: where it stands, and the unit people wrote.
struct FieldEntry {
    let field: RegisterField
    let fileUnit: FileUnit
    let node: YAMLNode
}
