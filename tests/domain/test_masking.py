"""Citizens' names and numbers in free text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.masking import Masked, mask_text


@pytest.mark.parametrize(
    ("text", "kind", "hidden"),
    [
        ("请打我手机13812345678，谢谢", Masked.PHONE, "13812345678"),
        ("电话１３８１２３４５６７８", Masked.PHONE, "１３８１２３４５６７８"),
        ("联系：138-1234-5678。", Masked.PHONE, "138-1234-5678"),
        ("座机0731-85551655转8", Masked.PHONE, "85551655"),
        ("（0731）85551655", Masked.PHONE, "85551655"),
        ("咨询电话：8551655", Masked.PHONE, "8551655"),
        ("致电073185551655", Masked.PHONE, "073185551655"),
        ("我的身份证号43010319800101123X", Masked.IDENTITY, "43010319800101123X"),
        ("加我QQ：123456789", Masked.ACCOUNT, "123456789"),
        ("微信号：zhang_san88", Masked.ACCOUNT, "zhang_san88"),
        ("邮箱 zhang.san@example.com 收", Masked.EMAIL, "zhang.san@example.com"),
        ("车牌湘A12345乱停", Masked.PLATE, "湘A12345"),
        ("我叫邓桂秋，家住D12市", Masked.NAME, "邓桂秋"),
        ("我叫苏伟生，系", Masked.NAME, "苏伟生"),
        ("联系人：欧阳修远 电话", Masked.NAME, "欧阳修远"),
        ("据王先生反映", Masked.NAME, "王先生"),
        ("网友“UU008511”您好", Masked.NAME, "UU008511"),
        ("网友A00045581：您好", Masked.NAME, "A00045581"),
    ],
)
def test_what_names_a_person_is_masked_and_counted(text: str, kind: Masked, hidden: str) -> None:
    masked = mask_text(text)
    assert hidden not in masked.text
    assert masked.counts == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        *[
            "留言编号：13812345678",
            "编号2549",
            "工单20190425001234",
            "共投入12345678元",
            "预算1380000000.00元",
        ],
        *[
            "2019年12月31日",
            "2019-12-31 10:24:33",
            "20191231",
            "拨打12345热线",
            "长发〔2019〕2号",
            "GB50156-2012",
        ],
        *[
            "业主代表、居民代表、村民3800多人",
            "负责人高度重视",
            "该网友答复如下：您好",
            "市民同志：您好",
            "A7县B栋1203室",
        ],
    ],
)
def test_numbers_and_words_that_name_nobody_stay(text: str) -> None:
    assert mask_text(text).text == text
    assert mask_text(text).counts == {}


def test_a_nickname_known_from_the_record_is_masked_wherever_it_stands() -> None:
    assert mask_text("树啊树：您好，树啊树反映", names=["树啊树"]).text == "某某：您好，某某反映"


@pytest.mark.parametrize("name", ["", "匿名网友", "网友", "某", "电话", "12", "A"])
def test_a_name_column_that_names_nobody_masks_nothing(name: str) -> None:
    assert mask_text("网友反映电话12不通，A区某处", names=[name]).counts == {}


def test_a_list_of_numbers_is_masked_to_its_end() -> None:
    many = "、".join(str(85551655 + n) for n in range(40))
    assert mask_text(f"电话：{many}，谢谢").text == "电话：〔电话〕、〔电话〕，谢谢"


PIECES = st.sampled_from(
    [
        *("13812345678", "0731-85551655", "43010319800101123X", "湘A12345", "a@b.cc", "〔电话〕", "某某"),
        *("我叫", "张三丰", "先生", "同志", "网友", "“", "”", "电话", "QQ", "微信号", "编号", "王", "李"),
        *("：", "、", "86", "-", "1", "0", "(", ")", ".", ",", "１", "，", " ", "\n"),
    ]
)


@given(st.lists(PIECES | st.characters(), max_size=14).map("".join), st.text(max_size=6))
def test_masking_again_changes_nothing(text: str, name: str) -> None:
    once = mask_text(text, names=[name])
    again = mask_text(once.text, names=[name])
    assert again.text == once.text
    assert again.counts == {}
